import { Api, ApiError } from "./api.ts";
import { environment, type Environment } from "./environment.ts";
import { Events, Following, type EventName, type Listener } from "./events.ts";
import { Listening } from "./listening.ts";
import { chooseLocale, localeOf, type Locale } from "./locale.ts";
import { Requests } from "./requests.ts";
import { Sending } from "./sending.ts";
import { isRefusedIdentity, SessionKeeper } from "./session.ts";
import { blockOf, initialState, type ChatState, type Failure, type NoticeCode } from "./state.ts";
import { Shelf } from "./storage.ts";
import { Store } from "./store.ts";
import { noTabs, type Tabs } from "./tabs.ts";
import { Thread } from "./thread.ts";
import type { AppSignature, Attachment, Draft, PreChatAnswers, Session, SiteConfig } from "./types.ts";
import { fileProblem, Uploading } from "./uploading.ts";
import { Verifying } from "./verifying.ts";

export interface ChatOptions {
  /** Where Tandem answers, such as https://chat.example.com. */
  origin: string;
  /** The key of the site or app, as the lender's administrator named it. */
  site: string;
  /** What the customer reads best, such as `zh-CN` or `en-GB`. */
  locale?: string | undefined;
  /** Who the customer is: a JWT of the lender's own server (see `setUser`). */
  identity?: string | undefined;
  /** Native apps have no origin; they show this instead. */
  app?: AppSignature | undefined;
  environment?: Partial<Environment> | undefined;
}

// Opening hours change through the day: a panel opened again later asks anew.
const CONFIG_FRESH_MS = 60_000;
const TYPING_EVERY_MS = 2_500;

/** Everything a customer can do, and the state it leads to. No DOM in here. */
export class Chat {
  readonly store: Store<ChatState>;
  readonly session: SessionKeeper;
  readonly api: Api;
  readonly requests: Requests;
  readonly verifying: Verifying;
  readonly shelf: Shelf;
  readonly env: Environment;
  private readonly events = new Events();
  private readonly tabs: Tabs;
  private readonly thread: Thread;
  private readonly sending: Sending;
  private readonly uploading: Uploading;
  private readonly link: Listening;
  private identity: string | undefined;
  private starting: Promise<void> | null = null;
  private configAt = 0;
  private typedAt = 0;
  private reported = 0;
  private notices = 0;
  private announced: string | null = null;
  private elsewhere: string | null = null;

  constructor(readonly options: ChatOptions) {
    const { origin, site } = options;
    this.identity = options.identity;
    this.env = environment(options.environment);
    this.shelf = new Shelf(this.env.storage, `tandem:${site}:`);
    this.store = new Store(initialState(chooseLocale(this.shelf.get<string>("locale"), options.locale)));
    this.store.set({ feedback: this.shelf.get<Record<string, boolean>>("feedback") ?? {} });
    this.api = new Api(origin, () => this.store.state.locale, this.env);
    this.session = new SessionKeeper({ api: this.api, site, shelf: this.shelf, env: this.env, app: options.app, locale: () => this.store.state.locale, onCustomer: (s) => this.newCustomer(s) });
    this.thread = new Thread(this.api, this.session, this.store, (fresh) => {
      for (const m of fresh) if (m.client_id) this.sending.outbox.settle(m.client_id);
    });
    this.sending = new Sending(this.api, this.session, this.thread, this.store, this.shelf, this.env.online, async () => {
      if (this.state.phase !== "ready") await this.start();
      return this.state.phase === "ready";
    });
    this.uploading = new Uploading(this.api, this.session, this.thread, this.sending, this.store, this.env);
    this.requests = new Requests({ api: this.api, session: this.session, thread: this.thread, store: this.store, shelf: this.shelf, notify: (code) => this.notify(code), onNew: () => (this.reported = 0) });
    this.verifying = new Verifying({ api: this.api, session: this.session, store: this.store });
    this.link = new Listening({ env: this.env, api: this.api, session: this.session, thread: this.thread, store: this.store, onReady: () => this.sending.resume() });
    const following = new Following(this.events, this.store.state);
    this.store.subscribe((state) => {
      this.announce();
      this.link.follow();
      following.changed(state);
    });
    this.tabs = (this.env.tabs ?? (() => noTabs))(`tandem:${site}`, (news) => {
      if (news.type === "session") this.session.reload();
      else if (news.type === "reset") this.forget();
      else if (news.type === "locale") this.applyLocale(localeOf(news.locale) ?? this.state.locale);
      else if (news.type === "conversation") this.beganElsewhere(news.id);
    });
  }

  get state(): Readonly<ChatState> {
    return this.store.state;
  }

  /** Calls `listener` at every such event; returns the function that ends it. */
  on<E extends EventName>(event: E, listener: Listener<E>): () => void {
    return this.events.on(event, listener);
  }

  /** True when this browser has talked to us before: worth connecting before the panel opens. */
  get known(): boolean {
    return this.session.current !== null;
  }

  /** The site's name, colours, hours and questions; no session, nothing about the person. */
  async configure(): Promise<void> {
    const path = `/web/config?site=${encodeURIComponent(this.options.site)}`;
    const config = await this.api.request<SiteConfig>("GET", path, { retries: 2 });
    this.configAt = Date.now();
    this.store.set({ config });
  }

  /** Connects: config, session, conversation, socket. Repeats are harmless; failures are state, not exceptions. */
  start(): Promise<void> {
    this.starting ??= this.boot().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  send(draft: Draft): void {
    this.typedAt = 0;
    this.sending.outbox.add(draft);
  }

  retry(id: string): void {
    if (this.state.uploads.some((u) => u.client_id === id)) this.uploading.retry(id);
    else this.sending.outbox.retry(id);
  }

  discard(id: string): void {
    if (this.state.uploads.some((u) => u.client_id === id)) this.uploading.discard(id);
    else this.sending.outbox.discard(id);
  }

  attach(files: readonly File[]): void {
    const limits = this.state.config?.limits;
    if (!limits || this.state.config?.features.attachments === false) return;
    for (const file of files) {
      const problem = fileProblem(file, limits);
      if (problem) this.notify(problem, { bytes: limits.attachment_bytes });
      else this.uploading.add(file);
    }
  }

  sendVoice({ file, duration_ms }: { file: File; duration_ms: number }): void {
    if (file.size === 0) this.notify("voice_empty");
    else this.uploading.add(file, duration_ms);
  }

  /** Where an attachment's bytes are: the local copy of what was sent from here, else the API's address. */
  attachmentUrl({ id, url }: Attachment): string {
    return this.uploading.previews.get(id) ?? this.api.absolute(url);
  }

  /** What was typed and not sent, from before a reload. */
  draft(): string {
    return this.shelf.get<string>("draft") ?? "";
  }

  keepDraft(text: string): void {
    this.shelf.put("draft", text || null);
  }

  typing(text: string): void {
    const { conversation, config } = this.state;
    if (!conversation || !text || blockOf(this.state) || Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    // Unsent words go to the agent's screen only where the site says so, openly.
    const preview = config?.features.typing_preview ? { text: text.slice(0, 200) } : {};
    this.link.send({ type: "typing", conversation_id: conversation.id, ...preview });
  }

  /** The customer is looking at the newest messages. */
  seen(): void {
    const { conversation, messages } = this.state;
    const last = messages[messages.length - 1]?.seq ?? 0;
    if (!conversation || last <= Math.max(conversation.customer_read_seq, this.reported)) return;
    this.reported = last;
    this.thread.markRead(last);
    if (this.link.send({ type: "read", conversation_id: conversation.id, seq: last })) return;
    const path = `/web/conversations/${conversation.id}/reads`;
    void this.session.call((token) => this.api.request("POST", path, { token, body: { seq: last } })).catch(() => undefined);
  }

  earlier(): void {
    void this.thread.earlier();
  }

  refreshMessage(seq: number): void {
    void this.thread.refresh(seq).catch(() => undefined);
  }

  /** What the site asked before the first message. It goes out with it: who asks nothing leaves nothing behind. */
  answer(answers: PreChatAnswers): void {
    this.thread.answers = answers;
    this.store.set({ preChat: false });
    this.sending.resume();
  }

  /** Not now: the site lets the customer ask without answering first. */
  skipPreChat(): void {
    this.shelf.put("pre_chat_skipped", new Date().toDateString());
    this.store.set({ preChat: false });
  }

  /** Signs in with the lender's JWT: the anonymous conversation goes along. Rejects when the API refuses it. */
  async setUser(identity: string): Promise<void> {
    this.identity = identity;
    const { token } = await this.session.identify(identity).catch((error: unknown) => {
      if (isRefusedIdentity(error) && this.identity === identity) this.identity = undefined;
      throw error;
    });
    if (token) this.tabs.tell({ type: "session", customer_id: this.session.current?.customer.id ?? "" });
    if (this.state.phase === "ready") await this.reload();
    else if (this.state.phase === "failed") await this.start();
  }

  /** Forgets the person in every tab (the host site's log-out). */
  reset(): void {
    this.forget();
    this.tabs.tell({ type: "reset" });
  }

  setLocale(locale: Locale): void {
    this.shelf.put("locale", locale);
    this.applyLocale(locale);
    this.tabs.tell({ type: "locale", locale });
  }

  retryLink(): void {
    if (this.state.phase === "failed") void this.start();
    else this.link.retryNow();
    this.sending.resume();
  }

  /** A notice for the customer: the SDK's own, or the host's. */
  notify(code: NoticeCode | (string & {}), params?: Record<string, string | number>): void {
    this.notices += 1;
    this.store.set({ notice: { id: this.notices, code, ...(params ? { params } : {}) } });
  }

  /** The app went to the background: the socket is closed, so that pushes tell of what comes. */
  pause(): void {
    this.link.hold();
  }

  /** The app is in front again: whatever came meanwhile is fetched. */
  resume(): void {
    this.link.release();
    if (this.state.phase !== "ready") return void (this.known && this.start());
    this.link.start();
    this.sending.resume();
  }

  destroy(): void {
    this.link.stop();
    this.tabs.close();
    this.sending.outbox.close();
  }

  private async boot(): Promise<void> {
    const { phase, config } = this.state;
    if (phase === "ready") {
      if (Date.now() - this.configAt > CONFIG_FRESH_MS) await this.configure().catch(() => undefined);
      return;
    }
    this.store.set({ phase: "loading", failure: null });
    try {
      if (!config) await this.configure();
      await this.openSession();
      await this.thread.load();
      this.store.set({ phase: "ready", preChat: this.asks() });
      this.link.start();
      this.sending.resume();
      if (this.elsewhere) this.beganElsewhere(this.elsewhere);
    } catch (error) {
      this.store.set({ phase: "failed", failure: failureOf(error) });
    }
  }

  /** The site has questions for this customer, who has not begun to talk and has not put them off today. */
  private asks(): boolean {
    const { config, conversation } = this.state;
    return !!config?.pre_chat && this.session.current?.pre_chat === true && !conversation && this.shelf.get("pre_chat_skipped") !== new Date().toDateString();
  }

  private async openSession(): Promise<void> {
    const before = this.session.current?.token;
    if (this.identity) await this.signIn(this.identity);
    else await this.session.ensure();
    const { current } = this.session;
    if (current && current.token !== before) this.tabs.tell({ type: "session", customer_id: current.customer.id });
  }

  /** Who cannot be vouched for goes on unnamed, where the site allows that. */
  private async signIn(identity: string): Promise<void> {
    try {
      await this.session.identify(identity);
    } catch (error) {
      if (!isRefusedIdentity(error)) throw error;
      console.warn("Tandem: identity refused");
      if (this.identity === identity) this.identity = undefined;
      await this.session.ensure();
    }
  }

  /** A conversation began: other tabs may be showing none. */
  private announce(): void {
    const id = this.state.conversation?.id ?? null;
    if (id && id !== this.announced) this.tabs.tell({ type: "conversation", id });
    this.announced = id;
  }

  /** Told by another tab. While this one still starts, it may have asked for its conversation before there was one. */
  private beganElsewhere(id: string): void {
    const ready = this.state.phase === "ready";
    this.elsewhere = ready ? null : id;
    if (ready && id !== this.state.conversation?.id) void this.reload();
  }

  private newCustomer({ customer }: Session): void {
    this.events.emit("customer", customer);
    // During boot the conversation is loaded right after; later, everything shown belongs to someone else.
    if (this.state.phase !== "ready") return;
    void this.reload();
  }

  private async reload(): Promise<void> {
    this.link.stop();
    this.verifying.forget();
    this.thread.clear();
    this.reported = 0;
    await this.thread.load().catch(() => undefined);
    this.store.set({ preChat: this.asks() });
    this.link.start();
  }

  private forget(): void {
    this.events.emit("reset", null);
    this.identity = undefined;
    this.link.stop();
    this.uploading.clear();
    this.verifying.forget();
    this.sending.clear();
    this.session.forget();
    this.thread.answers = null;
    this.thread.clear();
    this.reported = 0;
    this.shelf.put("feedback", null);
    this.shelf.put("draft", null);
    this.store.set({ phase: "idle", feedback: {}, preChat: false });
  }

  private applyLocale(locale: Locale): void {
    this.store.set({ locale });
    void this.configure().catch(() => undefined);
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError) || error.passing) return "load_failed";
  return error.status === 404 ? "not_found" : error.status === 401 ? "sign_in" : "load_failed";
}
