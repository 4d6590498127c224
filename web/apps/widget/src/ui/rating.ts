import type { Chat, ChatState } from "@tandem/sdk";
import type { Key, Translate } from "../i18n/index.ts";
import { fill, h, icon, setAttr, setText, show } from "./dom.ts";

const PRAISE = ["solved", "fast", "kind", "clear"] as const;
const BLAME = ["unsolved", "slow", "unkind", "unclear"] as const;
const SCORES = [1, 2, 3, 4, 5] as const;

export interface RatingCard {
  el: HTMLElement;
  update: (state: ChatState, wanted: boolean) => void;
  focus: () => void;
}

/** Stars (a radio group), then why and a comment. Tags go to the API as stable codes, not as words. */
export function ratingCard(chat: Chat, t: () => Translate): RatingCard {
  const title = h("h2", { class: "card-title" });
  const stars = h("div", { class: "stars", role: "radiogroup" });
  const label = h("div", { class: "stars-label", "aria-hidden": "true" });
  const tags = h("div", { class: "tags", role: "group" });
  const comment = h("textarea", { class: "field", rows: "2", maxlength: "500", "data-testid": "rating-comment" });
  const submit = h("button", { type: "button", class: "button", "data-testid": "rating-submit", onclick: () => void send() });
  const more = h("div", { class: "rating-more" }, tags, comment, submit);
  const el = h("section", { class: "card rating", "data-testid": "rating" }, title, stars, label, more);
  let score = 0;
  let chosen = new Set<string>();
  let drawn = "";
  let forConversation = "";

  const send = async (): Promise<void> => {
    if (!score) return;
    const text = comment.value.trim();
    await chat.requests.rate({ score, ...(text ? { comment: text } : {}), ...(chosen.size ? { tags: Array.from(chosen) } : {}) });
  };

  const choose = (next: number): void => {
    if ((score > 3) !== (next > 3)) chosen = new Set();
    score = next;
    draw();
    (stars.children[next - 1] as HTMLElement).focus();
  };

  const draw = (): void => {
    const say = t();
    setText(title, say("rating.title"));
    setText(label, score ? say(`rating.${score}` as Key) : "");
    setAttr(stars, "aria-label", say("rating.title"));
    fill(
      stars,
      ...SCORES.map((n) => {
        const name = say("rating.star", { score: n, label: say(`rating.${n}`) });
        const star = h("button", { type: "button", class: `star${n <= score ? " on" : ""}`, role: "radio", "aria-checked": n === score ? "true" : "false", "aria-label": name, "data-testid": `rating-star-${n}`, tabindex: n === (score || 1) ? "0" : "-1", onclick: () => choose(n) }, icon("star", 30));
        return star;
      }),
    );
    setAttr(tags, "aria-label", say("rating.tags"));
    fill(tags, ...(score > 3 ? PRAISE : BLAME).map((tag) => tagButton(tag)));
    setAttr(comment, "placeholder", say("rating.comment"));
    setAttr(comment, "aria-label", say("rating.comment"));
    setText(submit, say("rating.submit"));
    show(more, score > 0);
  };

  const tagButton = (tag: string): HTMLElement =>
    h("button", { type: "button", class: `tag${chosen.has(tag) ? " on" : ""}`, "aria-pressed": chosen.has(tag) ? "true" : "false", "data-testid": `rating-tag-${tag}`, onclick: (e: Event) => toggle(tag, e.currentTarget as HTMLElement) }, t()(`rating.tag.${tag}` as Key));

  const toggle = (tag: string, button: HTMLElement): void => {
    if (!chosen.delete(tag)) chosen.add(tag);
    button.classList.toggle("on", chosen.has(tag));
    setAttr(button, "aria-pressed", chosen.has(tag) ? "true" : "false");
  };

  stars.addEventListener("keydown", (e) => {
    const step = e.key === "ArrowRight" || e.key === "ArrowUp" ? 1 : e.key === "ArrowLeft" || e.key === "ArrowDown" ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    choose(Math.min(5, Math.max(1, score + step)));
  });

  const update = (state: ChatState, wanted: boolean): void => {
    show(el, wanted);
    const id = state.conversation?.id ?? "";
    if (id !== forConversation) {
      forConversation = id;
      score = 0;
      chosen = new Set();
      comment.value = "";
      drawn = "";
    }
    submit.disabled = !!state.busy.rate;
    const signature = `${state.locale}:${score}`;
    if (!wanted || signature === drawn) return;
    draw();
    drawn = signature;
  };

  return { el, update, focus: () => (stars.firstElementChild as HTMLElement | null)?.focus() };
}
