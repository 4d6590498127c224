import type { Attachment, Chat } from "@tandem/sdk";
import { lengthText } from "../recording.ts";
import type { Translate } from "../i18n/index.ts";
import { fill, h, icon, setAttr, setText } from "./dom.ts";

// One voice at a time.
let speaking: HTMLAudioElement | null = null;

interface Heard {
  url: string;
  type: string;
  name: string;
  ms: number;
  /** The address has run out: ask for a new one. */
  renew?: (() => void) | undefined;
}

export function isVoice(file: Attachment): boolean {
  return typeof file.duration_ms === "number";
}

/** A voice note: play or pause, how far, how long; a plain link where it cannot be played. */
export function voiceView({ url, type, name, ms, renew }: Heard, t: () => Translate): HTMLElement {
  const say = t();
  const el = h("div", { class: "voice", "data-testid": "voice" });
  const audio = typeof Audio === "function" ? new Audio() : null;
  if (!audio || audio.canPlayType(type) === "") return plain(el, url, name, ms, say("voice.unplayable"), say);

  const played = h("span", { class: "voice-played" });
  const time = h("span", { class: "voice-length", "data-testid": "voice-length" }, lengthText(ms));
  const button = h("button", { type: "button", class: "voice-play", "data-testid": "voice-play" }, icon("play", 18));
  fill(el, button, h("span", { class: "voice-track", "aria-hidden": "true" }, played), time);
  audio.preload = "none";

  const draw = (): void => {
    const on = !audio.paused;
    fill(button, icon(on ? "pause" : "play", 18));
    setAttr(button, "aria-label", say(on ? "voice.pause" : "voice.play", { length: lengthText(ms) }));
    setAttr(el, "data-playing", String(on));
  };
  const move = (): void => {
    const at = audio.ended ? 0 : audio.currentTime * 1000;
    played.style.width = `${Math.min(100, (at / ms) * 100)}%`;
    setText(time, lengthText(at > 0 ? ms - at : ms));
  };
  button.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    if (speaking !== audio) speaking?.pause();
    speaking = audio;
    if (!audio.src) audio.src = url;
    void audio.play().catch(() => undefined);
  });
  audio.onplay = audio.onpause = draw;
  audio.ontimeupdate = move;
  audio.onended = () => (draw(), move());
  audio.onerror = () => {
    renew?.();
    plain(el, url, name, ms, say("voice.failed"), say);
  };
  draw();
  return el;
}

function plain(el: HTMLElement, url: string, name: string, ms: number, why: string, say: Translate): HTMLElement {
  const text = h("span", { class: "file-text" }, h("span", { class: "file-name" }, say("voice.label", { length: lengthText(ms) })), h("span", { class: "file-size" }, why));
  fill(el, h("a", { class: "file", href: url || null, target: "_blank", rel: "noopener noreferrer nofollow", download: name, "data-testid": "voice-link" }, h("span", { class: "file-icon" }, icon("mic", 22)), text));
  return el;
}

export function voiceOf(file: Attachment, chat: Chat, t: () => Translate, renew?: () => void): HTMLElement {
  return voiceView({ url: chat.attachmentUrl(file), type: file.content_type, name: file.name, ms: file.duration_ms ?? 0, renew }, t);
}
