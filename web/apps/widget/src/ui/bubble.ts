import type { Attachment, Chat, Message } from "@tandem/sdk";
import { formatBytes, type Translate } from "../i18n/index.ts";
import { linkify } from "../view/linkify.ts";
import type { BubbleRow } from "../view/rows.ts";
import { fill, h, icon, iconButton, setAttr, setText, show } from "./dom.ts";
import { verificationCard } from "./verification.ts";
import { isVoice, voiceOf, voiceView } from "./voice.ts";

export interface BubbleContext {
  chat: Chat;
  t: () => Translate;
  openImage: (url: string, name: string, from: HTMLElement) => void;
  handoff: () => void;
  /** A fresh conversation, begun from the home view. */
  renew: () => void;
}

export interface RowView<R> {
  el: HTMLElement;
  update: (row: R) => void;
}

/** One message: static parts are built once, states change in place (a live region must not read it again). */
export function bubbleView(first: BubbleRow, ctx: BubbleContext): RowView<BubbleRow> {
  const name = h("div", { class: "bubble-name" });
  const avatar = avatarOf(first);
  const body = h("div", { class: "bubble-body" });
  const foot = h("div", { class: "bubble-foot" });
  const el = h(
    "div",
    { class: `row ${first.mine ? "mine" : "theirs"} from-${first.author.role}`, "data-testid": "message", "data-role": first.author.role },
    avatar,
    h("div", { class: "bubble-column" }, name, body, foot),
  );
  const proof = first.message?.payload.verification;
  const card = proof && first.message ? verificationCard(ctx.chat, ctx.t, first.message.id, proof.level, proof.number ?? "") : null;
  let drawn = "";
  let footed = "";
  const update = (row: BubbleRow): void => {
    el.classList.toggle("head", row.head);
    setText(name, row.author.name);
    show(name, row.head && !row.mine);
    setAttr(el, "data-client-id", row.message?.client_id ?? (row.message ? null : row.key));
    setAttr(el, "data-seq", row.message ? String(row.message.seq) : null);
    setAttr(el, "data-state", row.delivery);
    const signature = contentSignature(row, ctx);
    if (signature !== drawn) {
      fill(body, ...content(row, ctx));
      if (card) body.insertBefore(card.el, body.querySelector(".choices"));
    }
    drawn = signature;
    const foots = footSignature(row);
    if (foots !== footed) fill(foot, ...footer(row, ctx));
    footed = foots;
    patchChoices(body, row);
    card?.update(row.choosable);
    // Not now, a person: answers to a card that is put away by now.
    if (card) body.querySelectorAll<HTMLElement>(".choices").forEach((group) => show(group, row.choosable));
    patchProgress(body, row);
  };
  update(first);
  return { el, update };
}

function contentSignature({ message, draft, upload }: BubbleRow, { chat }: BubbleContext): string {
  const attachment = message?.payload.attachment ?? draft?.attachment;
  if (attachment) return `a:${chat.attachmentUrl(attachment)}`;
  if (upload) return `u:${upload.client_id}`;
  return `t:${message?.text ?? draft?.text ?? ""}`;
}

// Redrawn only when something in it changed: a button in use must not lose the focus.
function footSignature({ delivery, error, upload, feedback, message }: BubbleRow): string {
  return [delivery, error, upload && `${upload.state}${Math.round(upload.share * 100)}`, feedback, message?.id].join("|");
}

function avatarOf({ author, mine }: BubbleRow): HTMLElement | null {
  if (mine) return null;
  const box = h("div", { class: "avatar", "aria-hidden": "true" });
  if (author.role === "bot") fill(box, icon("bot", 18));
  else setText(box, Array.from(author.name)[0] ?? "");
  return box;
}

function content(row: BubbleRow, ctx: BubbleContext): Node[] {
  const { message, draft, upload } = row;
  const attachment = message?.payload.attachment ?? draft?.attachment;
  if (attachment) return [attachmentView(attachment, message, ctx)];
  if (upload) return [uploadView(row, ctx)];
  const nodes: Node[] = [h("div", { class: "bubble", dir: "auto" }, ...richText(message?.text ?? draft?.text ?? ""))];
  if (message?.payload.sources?.length) nodes[0]!.appendChild(sources(message, ctx));
  if (message?.kind === "choice") nodes.push(choices(message, ctx));
  return nodes;
}

export function richText(text: string): Node[] {
  return linkify(text).map((piece) =>
    piece.href ? h("a", { href: piece.href, target: "_blank", rel: "noopener noreferrer nofollow" }, piece.text) : document.createTextNode(piece.text),
  );
}

function sources(message: Message, { t }: BubbleContext): HTMLElement {
  const titles = (message.payload.sources ?? []).map((s) => s.title).filter((s, i, all) => all.indexOf(s) === i);
  return h("div", { class: "source", "data-testid": "source" }, icon("book", 14), h("span", {}, t()("message.source", { titles: titles.join(t()("list.join")) })));
}

function choices(message: Message, { chat }: BubbleContext): HTMLElement {
  const pick = (id: string, label: string) => (): void => {
    const { messages, outbox } = chat.state;
    const answered = messages.some((m) => m.seq > message.seq && m.role === "customer");
    if (answered || outbox.some((o) => o.payload.choice_id && o.state !== "failed")) return;
    chat.send({ text: label, choice_id: id });
  };
  return h(
    "div",
    { class: "choices", role: "group" },
    ...(message.payload.options ?? []).map((o) =>
      h("button", { type: "button", class: "choice", "data-testid": "choice", "data-choice": o.id, onclick: pick(o.id, o.label) }, o.label),
    ),
  );
}

function patchChoices(body: HTMLElement, row: BubbleRow): void {
  body.querySelectorAll<HTMLButtonElement>(".choice").forEach((button) => {
    button.disabled = !row.choosable;
    button.classList.toggle("chosen", !row.choosable && row.chosen === button.textContent);
  });
}

function attachmentView(file: Attachment, message: Message | null, { chat, t, openImage }: BubbleContext): HTMLElement {
  if (isVoice(file)) return voiceOf(file, chat, t, message ? () => chat.refreshMessage(message.seq) : undefined);
  const url = chat.attachmentUrl(file);
  if (!/^image\//.test(file.content_type)) {
    const size = h("span", { class: "file-size" }, formatBytes(file.size));
    const parts = [h("span", { class: "file-icon" }, icon("file", 22)), h("span", { class: "file-text" }, h("span", { class: "file-name" }, file.name), size)];
    return h("a", { class: "file", href: url || null, target: "_blank", rel: "noopener noreferrer nofollow", download: file.name, "aria-label": t()("message.download", { name: file.name }), "data-testid": "file" }, ...parts);
  }
  const img = h("img", { src: url, alt: t()("message.image", { name: file.name }), loading: "lazy", decoding: "async" });
  const button = h("button", { type: "button", class: "image", "data-testid": "image", "aria-label": t()("message.open_image", { name: file.name }) }, img);
  reserve(img, file.width, file.height);
  button.addEventListener("click", () => openImage(url, file.name, button));
  let refreshed = false;
  img.addEventListener("error", () => {
    if (message && !refreshed) chat.refreshMessage(message.seq);
    refreshed = true;
    fill(button, h("span", { class: "image-gone" }, t()("message.image_gone")));
  });
  return button;
}

/** The picture's place is kept before it has loaded: the thread must not jump. */
function reserve(img: HTMLImageElement, width: number | null | undefined, height: number | null | undefined): void {
  if (!width || !height) return;
  const scale = Math.min(1, 220 / width, 260 / height);
  img.style.width = `${Math.round(width * scale)}px`;
  img.style.height = `${Math.round(height * scale)}px`;
}

function uploadView({ upload }: BubbleRow, { t }: BubbleContext): HTMLElement {
  const { file, preview, duration_ms } = upload!;
  const bar = h("span", { class: "progress" }, h("span", { class: "progress-bar" }));
  if (duration_ms !== null) {
    const voice = voiceView({ url: preview ?? "", type: file.type, name: file.name, ms: duration_ms }, t);
    voice.classList.add("uploading");
    voice.appendChild(bar);
    return voice;
  }
  if (preview) return h("div", { class: "image uploading" }, h("img", { src: preview, alt: t()("message.image", { name: file.name }) }), bar);
  return h("div", { class: "file uploading" }, h("span", { class: "file-icon" }, icon("file", 22)), h("span", { class: "file-text" }, h("span", { class: "file-name" }, file.name), h("span", { class: "file-size" }, formatBytes(file.size))), bar);
}

function patchProgress(body: HTMLElement, { upload }: BubbleRow): void {
  const bar = body.querySelector<HTMLElement>(".progress-bar");
  if (bar && upload) bar.style.width = `${Math.round(upload.share * 100)}%`;
}

function footer(row: BubbleRow, ctx: BubbleContext): Node[] {
  if (row.mine) return row.delivery ? delivery(row, ctx) : [];
  const { message } = row;
  const asked = message?.role === "bot" && message.kind !== "choice" && (message.payload.feedback === true || !!message.payload.sources?.length);
  return asked ? [feedback(row, ctx)] : [];
}

function delivery(row: BubbleRow, { chat, t }: BubbleContext): Node[] {
  const say = t();
  if (row.delivery !== "failed") {
    const uploading = row.upload?.state === "uploading";
    const text = uploading ? say("message.uploading", { percent: Math.round(row.upload!.share * 100) }) : say(`message.${row.delivery!}`);
    return [h("span", { class: `delivery is-${row.delivery!}`, "data-testid": "delivery" }, text)];
  }
  const id = row.key;
  const button = (text: string, testid: string, act: () => void): HTMLElement => h("button", { type: "button", class: "link", "data-testid": testid, onclick: act }, text);
  return [
    h("span", { class: "delivery is-failed", role: "alert", "data-testid": "delivery" }, icon("alert", 14), row.error ?? say("message.failed")),
    ...(row.message ? [] : [button(say("message.retry"), "retry", () => chat.retry(id)), button(say("message.remove"), "remove", () => chat.discard(id))]),
  ];
}

function feedback(row: BubbleRow, { chat, t, handoff }: BubbleContext): HTMLElement {
  const say = t();
  const { message } = row;
  if (row.feedback === true) return h("div", { class: "feedback", "data-testid": "feedback-thanks" }, icon("check", 14), say("message.helpful_thanks"));
  if (row.feedback === false) {
    const person = h("button", { type: "button", class: "link", "data-testid": "feedback-handoff", onclick: handoff }, say("menu.handoff"));
    return h("div", { class: "feedback", "data-testid": "feedback-thanks" }, say("message.not_helpful_thanks"), " ", person);
  }
  const vote = (helpful: boolean) => (): void => chat.requests.feedback(message!.id, helpful);
  return h(
    "div",
    { class: "feedback", role: "group", "aria-label": say("message.helpful_ask") },
    iconButton("up", { class: "vote", "aria-label": say("message.helpful"), title: say("message.helpful"), "data-testid": "helpful", onclick: vote(true) }, 16),
    iconButton("thumbdown", { class: "vote", "aria-label": say("message.not_helpful"), title: say("message.not_helpful"), "data-testid": "not-helpful", onclick: vote(false) }, 16),
  );
}
