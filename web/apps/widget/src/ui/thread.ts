import { ratingWanted, type ChatState } from "@tandem/sdk";
import { rowsOf, type BubbleRow, type Row } from "../view/rows.ts";
import { bubbleView, type BubbleContext, type RowView } from "./bubble.ts";
import { fill, h, icon, setText, show } from "./dom.ts";
import { ratingCard } from "./rating.ts";

// This near the end counts as reading along.
const NEAR_PX = 80;

export interface ThreadView {
  el: HTMLElement;
  update: (state: ChatState) => void;
  toBottom: () => void;
  atBottom: () => boolean;
  askRating: () => void;
}

/** The list of messages: keyed rows, kept scroll position, older pages without a jump. */
export function threadView(ctx: BubbleContext, onScrolled: () => void): ThreadView {
  const { chat, t } = ctx;
  const earlier = h("button", { type: "button", class: "earlier", "data-testid": "earlier", onclick: () => chat.earlier() });
  const list = h("div", { class: "rows", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
  const typing = h("div", { class: "row theirs typing-row", "data-testid": "typing" }, h("div", { class: "avatar" }, icon("headset", 18)), h("div", { class: "bubble typing", role: "status" }, h("i"), h("i"), h("i"), h("span", { class: "sr" })));
  const rating = ratingCard(chat, t);
  const closed = h("div", { class: "closed", "data-testid": "closed" });
  const inside = h("div", {}, earlier, list, typing, rating.el, closed);
  const scroller = h("div", { class: "scroller", tabindex: "0", "data-testid": "thread" }, inside);
  const jump = h("button", { type: "button", class: "jump", "data-testid": "jump", onclick: () => toBottom() }, icon("down", 16), h("span"));
  const el = h("section", { class: "view thread" }, scroller, jump);

  const views = new Map<string, RowView<never> & { kind: string }>();
  // Follow the end until the reader scrolls up, and again once they are back at the end.
  let stick = true;
  let lastTop = 0;
  let lastSize = "";
  let lastKey = "";
  let ratingAsked = false;
  let shownFirst = "";
  let drawnLocale = "";

  const atBottom = (): boolean => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
  const sizeNow = (): string => `${scroller.scrollHeight}/${scroller.clientHeight}`;
  const toBottom = (): void => {
    scroller.scrollTop = scroller.scrollHeight;
    lastTop = scroller.scrollTop;
    lastSize = sizeNow();
    stick = true;
    show(jump, false);
  };

  scroller.addEventListener(
    "scroll",
    () => {
      // A scroll that comes with a change of size is the browser's doing, not the reader's.
      const same = sizeNow() === lastSize;
      lastSize = sizeNow();
      if (atBottom()) stick = true;
      else if (same && scroller.scrollTop < lastTop - 1) stick = false;
      lastTop = scroller.scrollTop;
      if (stick) show(jump, false);
      // "failed" waits for a tap, else a broken link would be asked again at every pixel.
      if (scroller.scrollTop < 200 && chat.state.earlier === "more") chat.earlier();
      onScrolled();
    },
    { passive: true },
  );
  // A picture that loads, or the keyboard that opens, must not push the newest message out of sight.
  if (typeof ResizeObserver === "undefined") list.addEventListener("load", () => stick && toBottom(), true);
  else {
    const resized = new ResizeObserver(() => {
      if (stick) toBottom();
      lastSize = sizeNow();
    });
    resized.observe(scroller);
    resized.observe(inside);
  }

  const make = (row: Row): RowView<never> & { kind: string } => {
    const view = row.kind === "bubble" ? bubbleView(row, ctx) : lineView(row);
    return { ...(view as RowView<never>), kind: row.kind };
  };

  const reconcile = (rows: Row[]): void => {
    const keep = new Set(rows.map((r) => r.key));
    views.forEach((view, key) => {
      if (keep.has(key)) return;
      list.removeChild(view.el);
      views.delete(key);
    });
    let at: ChildNode | null = list.firstChild;
    for (const row of rows) {
      let view = views.get(row.key);
      if (!view) {
        view = make(row);
        views.set(row.key, view);
      } else (view.update as (r: Row) => void)(row);
      if (view.el === at) at = at.nextSibling;
      else list.insertBefore(view.el, at);
    }
  };

  const update = (state: ChatState): void => {
    const say = t();
    const rows = rowsOf(state, say, new Date());
    const firstKey = rows.find((r) => r.kind === "bubble")?.key ?? "";
    const prepended = shownFirst !== "" && firstKey !== shownFirst && views.has(shownFirst);
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    if (state.locale !== drawnLocale) {
      views.clear();
      fill(list);
    }
    drawnLocale = state.locale;
    list.setAttribute("aria-label", say("message.log"));
    if (prepended) list.setAttribute("aria-live", "off");
    reconcile(rows);
    if (prepended) setTimeout(() => list.setAttribute("aria-live", "polite"), 100);
    shownFirst = firstKey;

    setText(earlier, say(state.earlier === "failed" ? "message.history_failed" : "message.history"));
    show(earlier, state.earlier !== "none");
    drawTyping(typing, state, ctx);
    const wanted = ratingWanted(state) || (ratingAsked && !state.conversation?.rating);
    rating.update(state, wanted);
    if (state.conversation?.rating) ratingAsked = false;
    drawClosed(closed, state, ctx);

    const newest = rows[rows.length - 1];
    const arrived = newest !== undefined && newest.key !== lastKey;
    const mine = arrived && newest.kind === "bubble" && newest.mine && newest.message === null;
    lastKey = newest?.key ?? "";
    if (stick || mine) toBottom();
    else if (prepended) scroller.scrollTop = scroller.scrollHeight - fromEnd;
    else if (arrived && newest.kind === "bubble") {
      setText(jump.lastElementChild!, say("message.new_below"));
      show(jump, true);
    }
  };

  show(jump, false);
  return {
    el,
    update,
    toBottom,
    atBottom,
    askRating: () => {
      ratingAsked = true;
      stick = true;
      update(chat.state);
      rating.focus();
    },
  };
}

function lineView(first: Exclude<Row, BubbleRow>): RowView<Exclude<Row, BubbleRow>> {
  const el = h("div", { class: `line line-${first.kind}`, "data-testid": `${first.kind}-line`, "data-event": first.kind === "system" ? first.event : null }, h("span"));
  const update = (row: Exclude<Row, BubbleRow>): void => setText(el.firstElementChild!, row.text);
  update(first);
  return { el, update };
}

function drawTyping(el: HTMLElement, { typing }: ChatState, { t }: BubbleContext): void {
  show(el, typing !== null);
  if (!typing) return setText(el.querySelector(".sr")!, "");
  const say = t();
  const name = typing.name ?? say(typing.role === "bot" ? "role.bot" : "role.agent");
  fill(el.firstElementChild!, icon(typing.role === "bot" ? "bot" : "headset", 18));
  setText(el.querySelector(".sr")!, say("message.typing", { name }));
}

function drawClosed(el: HTMLElement, { conversation }: ChatState, { t, renew }: BubbleContext): void {
  const closed = conversation?.status === "resolved";
  show(el, closed);
  const signature = closed ? t()("closed.line") : "";
  if (el.getAttribute("data-text") === signature) return;
  el.setAttribute("data-text", signature);
  if (!closed) return fill(el);
  const start = h("button", { type: "button", class: "button quiet", "data-testid": "new-conversation", onclick: renew }, t()("closed.new"));
  fill(el, h("p", {}, t()("closed.line")), start);
}

