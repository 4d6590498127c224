import type { ChatState, Invitation, Shelf } from "@tandem/sdk";
import { translator } from "../i18n/index.ts";
import { invitationFor, noteInvited, type Invited } from "../view/inviting.ts";
import { h, iconButton, setAttr, setText, show } from "./dom.ts";

export interface InvitationBubble {
  el: HTMLElement;
  update: (state: ChatState, open: boolean) => void;
}

const VISIT = "tandem:invited";

/** A bubble beside the launcher: at most once a visit, a few times a day, never when somebody already talks to us. It
 *  knows the page's path and nothing about the person. */
export function invitationBubble(shelf: Shelf, accept: () => void): InvitationBubble {
  const text = h("span");
  const open = h("button", { type: "button", class: "teaser-open", "data-testid": "invitation", onclick: () => { hide(); accept(); } }, text);
  const close = iconButton("close", { class: "teaser-close", "data-testid": "invitation-close", onclick: () => dismiss() }, 14);
  const el = h("div", { class: "teaser invitation", role: "status", hidden: true }, open, close);
  let waiting: { one: Invitation; timer: ReturnType<typeof setTimeout> } | null = null;

  const before = (): Invited | null => shelf.get<Invited>("invited");
  const hide = (): void => show(el, false);
  const dismiss = (): void => {
    hide();
    shelf.put("invited", noteInvited(today(), before(), true));
  };
  const stop = (): void => {
    if (waiting) clearTimeout(waiting.timer);
    waiting = null;
  };
  const invite = (one: Invitation): void => {
    waiting = null;
    // Hours, and what another tab showed meanwhile, may have changed since.
    if (invitationFor([one], location.pathname, today(), before()) === null || visited()) return;
    visit();
    shelf.put("invited", noteInvited(today(), before()));
    setText(text, one.text);
    show(el, true);
  };

  const update = (state: ChatState, isOpen: boolean): void => {
    setAttr(close, "aria-label", translator(state.locale)("header.close"));
    const talking = isOpen || state.messages.length > 0 || state.config?.open !== true;
    if (talking) {
      hide();
      return stop();
    }
    if (visited()) return;
    const one = invitationFor(state.config?.invitations ?? [], location.pathname, today(), before());
    if (one === null || waiting?.one === one) return;
    stop();
    waiting = { one, timer: setTimeout(() => invite(one), one.delay_s * 1_000) };
  };
  return { el, update };
}

function today(): string {
  return new Date().toDateString();
}

function visited(): boolean {
  try {
    return sessionStorage.getItem(VISIT) !== null;
  } catch {
    return true; // where nothing can be remembered, nobody is asked over and over
  }
}

function visit(): void {
  try {
    sessionStorage.setItem(VISIT, "1");
  } catch {
    /* see above */
  }
}
