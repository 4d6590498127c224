import { Chat, type ChatState } from "@tandem/sdk";
import { chooseLocale, translator } from "./i18n/index.ts";
import { app, type App } from "./ui/app.ts";
import { h, setAttr } from "./ui/dom.ts";
import { invitationBubble, type InvitationBubble } from "./ui/invitation.ts";
import { launcher, type Launcher } from "./ui/launcher.ts";
import { followKeyboard, mountRoot, type Root, type Theme } from "./ui/root.ts";

export interface BootOptions {
  site: string;
  origin: string;
  locale?: string;
  theme?: string;
  position?: string;
  identity?: string;
}

/** What the script tag says; `boot` may overrule all but the need for an origin. */
export type BootDefaults = Partial<BootOptions> & { origin: string };

export type EventName = "ready" | "open" | "close" | "unread" | "message" | "conversation" | "error";
export type Listener = (detail: unknown) => void;

interface Parts {
  chat: Chat;
  root: Root;
  app: App;
  launcher: Launcher;
  invitation: InvitationBubble;
  frame: HTMLElement;
  place: () => void;
}

const PHONE = "(max-width: 480px), (max-height: 440px)";

/** The launcher and its panel on somebody else's page. */
export class Embed {
  private parts: Parts | null = null;
  private isOpen = false;
  private wanted: { open?: boolean; identity?: string } = {};
  private listeners = new Map<EventName, Set<Listener>>();
  private hostOverflow: string | null = null;

  boot(options: BootOptions): void {
    if (this.parts) return;
    const locale = chooseLocale(options.locale, document.documentElement.lang, navigator.language);
    const identity = this.wanted.identity ?? options.identity;
    const chat = new Chat({ origin: options.origin, site: options.site, locale, identity });
    const root = mountRoot(document.body, "embed", (options.theme as Theme | undefined) ?? "auto");
    const panel = app(chat, () => this.close());
    const frame = h("div", { class: "frame", role: "dialog", hidden: true }, panel.el);
    const button = launcher(chat, () => (this.isOpen ? this.close() : this.open()), () => this.open());
    if (options.position === "left") root.inner.classList.add("left");
    root.inner.appendChild(frame);
    root.inner.appendChild(button.el);
    const invitation = invitationBubble(chat.shelf, () => this.open());
    button.el.insertBefore(invitation.el, button.button);
    this.parts = { chat, root, app: panel, launcher: button, invitation, frame, place: followKeyboard(frame, () => this.isOpen && this.fullScreen()) };
    frame.addEventListener("keydown", (event) => this.keydown(event));
    chat.store.subscribe((state) => this.changed(state));
    this.tell(chat);
    this.changed(chat.state);
    // Nothing personal before the customer acts: only the site's colours; those who know us are reconnected.
    if (chat.known || identity) void chat.start();
    else void chat.configure().catch(() => undefined);
    if (this.wanted.open) this.open();
  }

  open(): void {
    const { parts } = this;
    if (!parts) return void (this.wanted.open = true);
    if (this.isOpen) return;
    this.isOpen = true;
    parts.frame.hidden = false;
    parts.root.inner.classList.add("is-open");
    setAttr(parts.frame, "aria-modal", this.fullScreen() ? "true" : null);
    this.lockPage(this.fullScreen());
    parts.place();
    parts.app.setVisible(true);
    parts.app.focus();
    this.changed(parts.chat.state);
    this.emit("open", null);
  }

  close(): void {
    const { parts } = this;
    this.wanted.open = false;
    if (!parts || !this.isOpen) return;
    this.isOpen = false;
    parts.frame.hidden = true;
    parts.root.inner.classList.remove("is-open");
    this.lockPage(false);
    parts.app.setVisible(false);
    this.changed(parts.chat.state);
    parts.launcher.button.focus();
    this.emit("close", null);
  }

  async setUser(identity: string): Promise<void> {
    if (!this.parts) return void (this.wanted.identity = identity);
    try {
      await this.parts.chat.setUser(identity);
    } catch (error) {
      this.emit("error", { code: (error as { code?: string }).code ?? "unknown" });
    }
  }

  reset(): void {
    delete this.wanted.identity;
    this.parts?.chat.reset();
    if (this.isOpen) void this.parts?.chat.start();
  }

  on(event: EventName, listener: Listener): () => void {
    const all = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, all.add(listener));
    return () => all.delete(listener);
  }

  private changed(state: ChatState): void {
    const { parts } = this;
    if (!parts) return;
    const say = translator(state.locale);
    parts.root.setAccent(state.config?.brand.accent ?? "");
    setAttr(parts.frame, "aria-label", state.config?.brand.title || say("title.default"));
    parts.launcher.update(state, this.isOpen);
    parts.invitation.update(state, this.isOpen);
  }

  /** What the host page hears of the chat. */
  private tell(chat: Chat): void {
    let conversation: string | null = null;
    chat.on("ready", (detail) => this.emit("ready", detail));
    chat.on("error", (detail) => this.emit("error", detail));
    chat.on("unread", (count) => this.emit("unread", count));
    chat.on("message", ({ role, text, seq }) => this.emit("message", { role, text, seq }));
    chat.on("conversation", (now) => {
      if (now && now.id !== conversation) this.emit("conversation", { id: now.id });
      conversation = now?.id ?? null;
    });
  }

  private keydown(event: KeyboardEvent): void {
    // The host page's shortcuts must not fire while someone types to us.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) this.close();
    if (event.key === "Tab" && this.fullScreen()) this.keepFocus(event);
  }

  /** Full screen is modal: Tab goes round inside. */
  private keepFocus(event: KeyboardEvent): void {
    const frame = this.parts!.frame;
    const stops = Array.from(frame.querySelectorAll<HTMLElement>("button, a[href], textarea, input, [tabindex='0']")).filter((el) => el.offsetParent !== null && el.tabIndex >= 0 && !(el as HTMLButtonElement).disabled);
    const active = (frame.getRootNode() as ShadowRoot).activeElement;
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (active !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
  }

  private fullScreen(): boolean {
    return typeof matchMedia === "function" && matchMedia(PHONE).matches;
  }

  private lockPage(lock: boolean): void {
    const { style } = document.documentElement;
    if (lock && this.hostOverflow === null) {
      this.hostOverflow = style.overflow;
      style.overflow = "hidden";
    } else if (!lock && this.hostOverflow !== null) {
      style.overflow = this.hostOverflow;
      this.hostOverflow = null;
    }
  }

  private emit(event: EventName, detail: unknown): void {
    this.listeners.get(event)?.forEach((listener) => {
      try {
        listener(detail);
      } catch (error) {
        console.error(error);
      }
    });
  }
}
