import type { Chat } from "@tandem/sdk";
import { lengthText, LONGEST_MS, Recording, RecordingProblem, type VoiceNote } from "../recording.ts";
import type { Translate } from "../i18n/index.ts";
import { h, iconButton, setAttr, setText, show } from "./dom.ts";

export interface RecorderBar {
  el: HTMLElement;
  readonly active: boolean;
  begin: () => void;
  /** The panel goes out of sight: nobody is listened to unseen, but what was said is kept. */
  hold: () => void;
  cancel: () => void;
  update: () => void;
}

type Phase = "off" | "asking" | "recording" | "full";

/** Recording a voice note: cancel, time, send. Takes the text field's place meanwhile. */
export function recorderBar(chat: Chat, t: () => Translate, onChange: () => void, onSent: () => void): RecorderBar {
  const cancelButton = iconButton("close", { class: "voice-cancel", "data-testid": "voice-cancel", onclick: () => cancel() }, 20);
  const words = h("span", { class: "voice-words", role: "status", "data-testid": "voice-status" });
  const time = h("span", { class: "voice-time", role: "timer", "aria-live": "off", "data-testid": "voice-time" });
  const share = h("span", { class: "voice-share", "aria-hidden": "true" });
  const sendButton = iconButton("send", { class: "send", "data-testid": "voice-send", onclick: () => void send() }, 20);
  const meter = h("div", { class: "voice-meter" }, h("span", { class: "voice-dot", "aria-hidden": "true" }), words, time, share);
  const el = h("div", { class: "composer-bar voice-bar", hidden: true, "data-testid": "voice-bar" }, cancelButton, meter, sendButton);
  let phase: Phase = "off";
  let recording: Recording | null = null;
  let note: Promise<VoiceNote> | null = null;
  let turn = 0;
  let ticking: ReturnType<typeof setInterval> | undefined;

  const to = (next: Phase): void => {
    phase = next;
    clearInterval(ticking);
    if (next === "recording") ticking = setInterval(tick, 250);
    update();
    onChange();
  };

  const begin = (): void => {
    if (phase !== "off") return;
    const mine = (turn += 1);
    to("asking");
    cancelButton.focus();
    Recording.begin().then(
      (begun) => {
        // Cancelled while the browser still asked: the microphone is let go at once.
        if (mine !== turn) return begun.cancel();
        recording = begun;
        begun.onEnded = () => phase === "recording" && hold();
        to("recording");
        sendButton.focus();
      },
      (problem: unknown) => {
        if (mine !== turn) return;
        to("off");
        chat.notify(problem instanceof RecordingProblem ? problem.key : "voice.unsupported");
      },
    );
  };

  const hold = (): void => {
    if (phase === "asking") return cancel();
    if (phase !== "recording" || !recording) return;
    note = recording.finish();
    to("full");
  };

  const cancel = (): void => {
    turn += 1;
    recording?.cancel();
    reset();
  };

  const reset = (): void => {
    recording = note = null;
    to("off");
  };

  const send = async (): Promise<void> => {
    if (!recording) return;
    const made = note ?? recording.finish();
    reset();
    chat.sendVoice(await made);
    onSent();
  };

  const tick = (): void => {
    const elapsed = recording?.elapsed ?? 0;
    setText(time, `${lengthText(elapsed)} / ${lengthText(LONGEST_MS)}`);
    share.style.width = `${(elapsed / LONGEST_MS) * 100}%`;
  };

  const update = (): void => {
    const say = t();
    show(el, phase !== "off");
    setAttr(el, "data-phase", phase);
    if (phase === "off") return;
    setText(words, say(phase === "asking" ? "voice.asking" : phase === "full" ? "voice.held" : "voice.recording"));
    for (const [button, key] of [[cancelButton, "voice.cancel"], [sendButton, "voice.send"]] as const) {
      setAttr(button, "aria-label", say(key));
      setAttr(button, "title", say(key));
    }
    sendButton.disabled = phase === "asking";
    show(time, phase !== "asking");
    tick();
  };

  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    cancel();
  });

  return {
    el,
    get active() {
      return phase !== "off";
    },
    begin,
    hold,
    cancel,
    update,
  };
}
