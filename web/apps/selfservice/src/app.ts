import { ApiError, type Api } from "./api.ts";
import { day, yuan } from "./format.ts";
import type { Key, Locale, Translate } from "./i18n/index.ts";
import { translator } from "./i18n/index.ts";
import type { SessionKeeper } from "./session.ts";
import { fill, h, icon, type Child } from "./ui/dom.ts";
import { prove, Withdrawn } from "./verify.ts";
import type { Level, Overview } from "./types.ts";

/** So long the server is waited for: without it this browser forgets all the same. */
const END_MS = 3_000;

/** What a page draws into, and what it may ask. A page that was left draws nothing any more. */
export class App {
  today: string | undefined;
  private overviewOf: Promise<Overview> | null = null;
  private turn = 0;
  private leaving: (() => void)[] = [];
  readonly t: Translate;

  constructor(
    readonly api: Api,
    private readonly session: SessionKeeper,
    readonly root: HTMLElement,
    readonly locale: Locale,
    readonly site: string,
    readonly setLocale: (locale: Locale) => void,
  ) {
    this.t = translator(locale);
  }

  /** A request in the customer's name. When the API wants a proof, the sheet opens, and the request is made again. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    try {
      return await this.plain<T>(method, path, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "verification_needed") throw error;
      await prove(this, (error.extra["level"] as Level | undefined) ?? "fresh");
      return this.plain<T>(method, path, body);
    }
  }

  plain<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.session.call((token) => this.api.request<T>(method, path, { token, body }));
  }

  get<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    const names = Object.keys(query);
    const tail = names.map((name) => `${name}=${encodeURIComponent(query[name]!)}`).join("&");
    return this.call<T>("GET", `/web/self${path}${tail ? `?${tail}` : ""}`);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    this.overviewOf = null;
    return this.call<T>("POST", `/web/self${path}`, body);
  }

  /** The loans and what is to pay; asked anew for every page. */
  async overview(): Promise<Overview> {
    this.overviewOf ??= this.get<Overview>("/overview");
    try {
      const found = await this.overviewOf;
      this.today = found.today;
      return found;
    } catch (error) {
      this.overviewOf = null;
      throw error;
    }
  }

  go(hash: string): void {
    if (location.hash === hash) this.onGo();
    else location.hash = hash;
  }

  onGo: () => void = () => undefined;

  /** Shows a page: heading, content that may still be on its way, what went wrong with it. */
  show(title: string, content: () => Promise<Child[]> | Child[], options: { back?: boolean } = {}): void {
    this.turn += 1;
    for (const leave of this.leaving.splice(0)) leave();
    const { turn } = this;
    this.overviewOf = null;
    const heading = h("h1", { tabindex: -1 }, title);
    const body = h("div", { class: "body", "aria-busy": "true" }, this.waiting());
    fill(this.root, this.header(heading, options.back !== false), h("main", {}, body));
    document.title = title;
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
    const draw = (): void => {
      fill(body, this.waiting());
      Promise.resolve()
        .then(content)
        .then(
          (children) => turn === this.turn && fill(body, ...children),
          (error: unknown) => turn === this.turn && fill(body, this.trouble(error, draw)),
        )
        .then(() => body.removeAttribute("aria-busy"));
    };
    draw();
  }

  /** Something that ends when the page is left. */
  untilLeft(end: () => void): void {
    this.leaving.push(end);
  }

  /** Ends the session here and at the server: on a shared telephone the next one finds nothing. */
  async end(): Promise<void> {
    const ended = this.plain<void>("DELETE", "/web/self/standing").catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, END_MS))]);
    this.session.forget();
    this.today = undefined;
    this.go("#/ended");
  }

  /** What an error says to the customer. */
  words(error: unknown): string {
    if (error instanceof Withdrawn) return "";
    if (error instanceof ApiError) return error.status === 0 ? this.t("app.unreachable") : error.title || this.t("app.failed");
    return this.t("app.failed");
  }

  trouble(error: unknown, again: () => void): HTMLElement {
    if (error instanceof Withdrawn || (error instanceof ApiError && error.code === "verification_needed")) return this.bindCard(again);
    return h(
      "div",
      { class: "empty", role: "alert", "data-testid": "trouble" },
      icon("alert", 40),
      h("p", {}, this.words(error)),
      h("button", { type: "button", class: "button quiet", onclick: again }, this.t("app.retry")),
    );
  }

  bindCard(again: () => void): HTMLElement {
    return h(
      "div",
      { class: "empty", "data-testid": "bind" },
      icon("shield", 48),
      h("h2", {}, this.t("bind.title")),
      h("p", {}, this.t("bind.hint")),
      h("button", { type: "button", class: "button", "data-testid": "bind-go", onclick: again }, this.t("bind.go")),
    );
  }

  money(fen: number, key: Key = "home.left"): string {
    return this.t(key, { fen: yuan(fen) });
  }

  day(iso: string): string {
    return day(iso, this.locale, this.today);
  }

  private waiting(): HTMLElement {
    return h("div", { class: "waiting", role: "status" }, h("span", { class: "sr" }, this.t("app.loading")), h("i"), h("i"), h("i"));
  }

  private header(heading: HTMLElement, back: boolean): HTMLElement {
    const other: Locale = this.locale === "en" ? "zh-CN" : "en";
    return h(
      "header",
      {},
      back
        ? h("a", { class: "icon-button", href: "#/", "aria-label": this.t("app.home"), "data-testid": "home" }, icon("back", 24))
        : h("span", { class: "icon-button" }),
      heading,
      h("button", { type: "button", class: "lang", lang: other, "data-testid": "lang", onclick: () => this.setLocale(other) }, this.t("app.lang")),
    );
  }
}
