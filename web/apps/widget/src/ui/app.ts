import { blockOf, controllerOf, ratingWanted, type Chat, type ChatState, type ElsewhereWay } from "@tandem/sdk";
import { formatBytes, translator, type Key, type Translate } from "../i18n/index.ts";
import { banners } from "./banners.ts";
import { composer } from "./composer.ts";
import { h, setAttr, setText, show } from "./dom.ts";
import { dropZone } from "./drop.ts";
import { elsewhereView } from "./elsewhere.ts";
import { header } from "./header.ts";
import { home } from "./home.ts";
import { lightbox } from "./lightbox.ts";
import type { MenuItem } from "./menu.ts";
import { offlineForm, type FormKind } from "./offline.ts";
import { preChatForm } from "./prechat.ts";
import { privacyView } from "./privacy.ts";
import { threadView } from "./thread.ts";

type View = "home" | "thread" | "offline" | "prechat" | "privacy" | "elsewhere";
const FORMS: readonly View[] = ["offline", "prechat", "privacy", "elsewhere"];

export interface App {
  el: HTMLElement;
  /** The panel came into view or went: read receipts and focus depend on it. */
  setVisible: (visible: boolean) => void;
  focus: () => void;
}

const TOAST_MS = 4_000;

/** The panel: header, banners, one of three views, and the composer under them. */
export function app(chat: Chat, close: (() => void) | null): App {
  let say: Translate = translator(chat.state.locale);
  const t = (): Translate => say;
  let view: View = "home";
  let visible = false;
  let settled = false;
  let awaited = false;
  let toastId = 0;
  let toastTimer: ReturnType<typeof setTimeout> | undefined;

  const coarse = typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;

  const go = (next: View): void => {
    view = next;
    draw(chat.state);
    if (next === "thread") thread.toBottom();
    if (next === "privacy") privacy.open();
    if (next === "elsewhere") other.open();
    if (next === "offline") form.focus();
    // On a phone the keyboard would jump up; there the person taps when ready to type.
    else if (visible && !coarse) box.focus();
  };
  const handoff = (): void => {
    const { config } = chat.state;
    if (controllerOf(chat.state) !== "bot") return go("thread");
    if (blockOf(chat.state)) return chat.notify("blocked");
    if (config && !config.open && config.features.offline) return openForm();
    go("thread");
    void chat.requests.person();
  };
  const openForm = (kind: FormKind = "offline"): void => {
    form.reset(kind);
    go("offline");
  };
  const renew = (): void => {
    void chat.requests.newConversation().then((begun) => begun && go("home"));
  };
  const ask = (question: string): void => {
    chat.send({ text: question });
    go("thread");
  };

  // In another channel: whoever opens the code there goes on with this conversation.
  const showCode = async (way: ElsewhereWay, from: HTMLElement): Promise<void> => {
    try {
      const { url, qr, name } = await chat.requests.invite(way);
      const foot = h("div", { class: "lightbox-foot" }, say("elsewhere.scan", { name }), h("a", { href: url, target: "_blank", rel: "noreferrer", "data-testid": "elsewhere-link" }, say("elsewhere.open")));
      photo.open(qr, say("elsewhere.scan", { name }), from, foot);
    } catch {
      chat.notify("request_failed");
    }
  };
  const shared = (): MenuItem[] => {
    const { conversation, config } = chat.state;
    const controller = controllerOf(chat.state);
    const blocked = blockOf(chat.state) !== null;
    const items: (MenuItem | false | undefined)[] = [
      blocked && { id: "complain", icon: "mail", text: say("blocked.complain"), act: () => openForm("complaint") },
      controller === "bot" && !blocked && { id: "handoff", icon: "headset", text: say("menu.handoff"), act: handoff },
      controller === "queue" && { id: "bot", icon: "bot", text: say("menu.bot"), act: () => void chat.requests.leaveQueue() },
      config?.features.rating !== false && !!conversation && !conversation.rating && { id: "rate", icon: "star", text: say("menu.rate"), act: rate },
    ];
    return items.filter((i): i is MenuItem => !!i);
  };
  const rate = (): void => {
    go("thread");
    thread.askRating();
  };
  const plusMenu = (): MenuItem[] => [
    ...(chat.state.config?.features.attachments === false || blockOf(chat.state) ? [] : [{ id: "attach", icon: "clip" as const, text: say("composer.attach"), act: () => box.pickFile() }]),
    ...shared(),
  ];
  const moreMenu = (): MenuItem[] => {
    const { conversation, config } = chat.state;
    const extra: (MenuItem | false | undefined)[] = [
      conversation?.status === "resolved" && { id: "new", icon: "plus", text: say("menu.new"), act: renew },
      config?.features.offline && !blockOf(chat.state) && { id: "offline", icon: "mail", text: say("menu.offline"), act: () => openForm() },
      conversation?.status === "open" && !blockOf(chat.state) && { id: "elsewhere", icon: "chat", text: say("menu.elsewhere"), act: () => go("elsewhere") },
      { id: "privacy", icon: "check", text: say("menu.privacy"), act: () => go("privacy") },
      { id: "language", icon: "globe", text: say("menu.language"), act: () => chat.setLocale(chat.state.locale === "en" ? "zh-CN" : "en") },
    ];
    return [...shared(), ...extra.filter((i): i is MenuItem => !!i)];
  };

  const box = composer(chat, t, plusMenu, () => view !== "thread" && go("thread"), () => openForm("complaint"));
  const photo = lightbox(t);
  const top = header({ chat, t, actions: moreMenu, back: () => go(view !== "thread" && chat.state.messages.length ? "thread" : "home"), handoff, close });
  const notes = banners(chat, t);
  const front = home({ chat, t, ask, resume: () => go("thread"), leaveMessage: () => openForm() });
  const thread = threadView({ chat, t, openImage: photo.open, handoff, renew }, () => look());
  const form = offlineForm(chat, t, () => go(chat.state.messages.length ? "thread" : "home"));
  const questions = preChatForm(chat, t, () => chat.skipPreChat());
  const privacy = privacyView(chat, t);
  const other = elsewhereView({ chat, t, code: (way, from) => void showCode(way, from), asked: () => go("thread") });
  const toast = h("div", { class: "toast", role: "alert", hidden: true, "data-testid": "toast" });
  const drop = dropZone((files) => {
    chat.attach(files);
    go("thread");
  });
  const el = h("div", { class: "panel", tabindex: "-1", "data-testid": "panel" }, top.el, notes.el, front.el, thread.el, form.el, questions.el, privacy.el, other.el, h("div", { class: "toast-slot" }, toast), box.el, drop.el, photo.el);
  drop.listen(el);
  el.addEventListener("keydown", (event) => {
    // Escape closes the smallest thing that is open; the panel itself is its owner's to close.
    if (event.key === "Escape" && photo.close()) event.stopPropagation();
  });

  /** Tells the other side what was read, but only when it is truly on the screen. */
  const look = (): void => {
    if (visible && view === "thread" && !document.hidden && thread.atBottom()) chat.seen();
  };

  const draw = (state: ChatState): void => {
    say = translator(state.locale);
    setAttr(el, "lang", state.locale);
    if (state.phase === "idle") {
      settled = false;
      view = "home";
      // Reset in another tab while this one is being looked at: begin again as a new person.
      if (visible) void chat.start();
    }
    if (!settled && state.phase === "ready") {
      settled = true;
      const going = state.conversation !== null && (state.conversation.status !== "resolved" || ratingWanted(state));
      if (going && state.messages.length > 0) view = "thread";
    }
    if (state.preChat && (view === "home" || view === "thread")) view = "prechat";
    else if (!state.preChat && view === "prechat") view = state.messages.length || state.outbox.length ? "thread" : "home";
    setAttr(el, "data-view", view);
    show(front.el, view === "home");
    show(thread.el, view === "thread");
    show(form.el, view === "offline");
    show(questions.el, view === "prechat");
    show(privacy.el, view === "privacy");
    show(other.el, view === "elsewhere");
    show(box.el, !FORMS.includes(view) && state.config !== null);
    top.update(state, view);
    notes.update(state);
    front.update(state);
    thread.update(state);
    form.update(state);
    questions.update(state);
    privacy.update(state);
    other.update(state);
    box.update(state, view === "home");
    focusWhenThere();
    setText(drop.el.firstElementChild!, say("composer.drop"));
    drawToast(state);
    look();
  };

  /** The panel came before the field did: the focus moves on, unless the person has moved it. */
  const focusWhenThere = (): void => {
    if (!awaited || box.el.hidden) return;
    awaited = false;
    if ((el.getRootNode() as Document | ShadowRoot).activeElement === el) box.focus();
  };

  const drawToast = ({ notice }: ChatState): void => {
    if (!notice || notice.id === toastId) return;
    toastId = notice.id;
    const { code, params } = notice;
    const size = params?.["bytes"] === undefined ? {} : { size: formatBytes(Number(params["bytes"])) };
    setText(toast, say((code.indexOf(".") > 0 ? code : `error.${code}`) as Key, { ...params, ...size }));
    show(toast, true);
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => show(toast, false), TOAST_MS);
  };

  chat.store.subscribe(draw);
  document.addEventListener("visibilitychange", look);
  draw(chat.state);

  return {
    el,
    setVisible: (next) => {
      visible = next;
      if (!next) return box.hold();
      void chat.start();
      if (view === "thread") thread.toBottom();
      look();
    },
    focus: () => {
      if (view === "offline") form.focus();
      else if (view === "prechat" && !coarse) questions.focus();
      else if (!coarse && !box.el.hidden) box.focus();
      else {
        el.focus();
        awaited = !coarse;
      }
    },
  };
}
