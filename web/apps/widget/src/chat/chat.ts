import { formatBytes, localeOf, type Key, type Locale } from "../i18n/index.ts";
import type { Attachment, Draft, PreChatAnswers, SiteConfig } from "../types.ts";
import { Api, ApiError } from "./api.ts";
import { LiveLink } from "./link.ts";
import { Requests } from "./requests.ts";
import { Sending } from "./sending.ts";
import { isRefusedIdentity, SessionKeeper } from "./session.ts";
import type { VoiceNote } from "./recording.ts";
import { blockOf, initialState, type ChatState } from "./state.ts";
import { openStorage, Shelf } from "./storage.ts";
import { Store } from "./store.ts";
import { openTabs, type Tabs } from "./tabs.ts";
import { Thread } from "./thread.ts";
import { fileProblem, Uploading } from "./uploading.ts";
import { Verifying } from "./verifying.ts";

export interface ChatOptions {
  origin: string;
  site: string;
  locale: Locale;
  identity?: string | undefined;
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
  private readonly tabs: Tabs;
  private readonly thread: Thread;
  private readonly sending: Sending;
  private readonly uploading: Uploading;
  private readonly link: LiveLink;
  private identity: string | undefined;
  private starting: Promise<void> | null = null;
  private configAt = 0;
  private typedAt = 0;
  private reported = 0;
  private toasts = 0;
  private refusals = 0;
  private subscribed: string | null = null;
  private announced: string | null = null;
  private elsewhere: string | null = null;

  constructor(readonly options: ChatOptions) {
    const { origin, site } = options;
    this.identity = options.identity;
    this.shelf = new Shelf(openStorage(), `tandem:${site}:`);
    this.store = new Store(initialState(localeOf(this.shelf.get<string>("locale")) ?? options.locale));
    this.store.set({ feedback: this.shelf.get<Record<string, boolean>>("feedback") ?? {} });
    this.api = new Api(origin, () => this.store.state.locale);
    this.session = new SessionKeeper({ api: this.api, site, shelf: this.shelf, locale: () => this.store.state.locale, onCustomer: () => this.newCustomer() });
    this.thread = new Thread(this.api, this.session, this.store, (fresh) => {
      for (const m of fresh) if (m.client_id) this.sending.outbox.settle(m.client_id);
    });
    this.sending = new Sending(this.api, this.session, this.thread, this.store, this.shelf, async () => {
      if (this.state.phase !== "ready") await this.start();
      return this.state.phase === "ready";
    });
    this.uploading = new Uploading(this.api, this.session, this.thread, this.sending, this.store);
    this.requests = new Requests({ api: this.api, session: this.session, thread: this.thread, store: this.store, shelf: this.shelf, toast: (key) => this.toast(key), onNew: () => (this.reported = 0) });
    this.verifying = new Verifying({ api: this.api, session: this.session, store: this.store });
    this.link = this.makeLink();
    this.store.subscribe(() => this.subscribe());
    this.tabs = openTabs(`tandem:${site}`, (news) => {
      if (news.type === "session") this.session.reload();
      else if (news.type === "reset") this.forget();
      else if (news.type === "locale") this.applyLocale(localeOf(news.locale) ?? this.state.locale);
      else if (news.type === "conversation") this.beganElsewhere(news.id);
    });
  }

  get state(): Readonly<ChatState> {
    return this.store.state;
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
      if (problem) this.toast(problem, { size: formatBytes(limits.attachment_bytes) });
      else this.uploading.add(file);
    }
  }

  sendVoice({ file, duration_ms }: VoiceNote): void {
    if (file.size === 0) this.toast("voice.empty");
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

  /** Signs in with the host site's JWT. Rejects when the API refuses it. */
  async setUser(identity: string): Promise<void> {
    this.identity = identity;
    const { token } = await this.session.identify(identity).catch((error: unknown) => {
      if (isRefusedIdentity(error) && this.identity === identity) this.identity = undefined;
      throw error;
    });
    if (token) this.tabs.tell({ type: "session", customer_id: this.session.current?.customer.id ?? "" });
    if (this.state.phase === "ready") await this.reload();
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

  toast(key: Key, params?: Record<string, string | number>): void {
    this.toasts += 1;
    this.store.set({ toast: { id: this.toasts, key, ...(params ? { params } : {}) } });
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

  private makeLink(): LiveLink {
    return new LiveLink({
      url: () => this.api.socketUrl,
      hello: () => {
        const id = this.state.conversation?.id;
        this.subscribed = id ?? null;
        return { type: "hello", token: this.session.current?.token ?? "", ...(id ? { conversation_id: id } : {}), after: this.thread.cursor };
      },
      onFrame: (frame) => {
        this.thread.frame(frame);
        if (frame.type !== "ready") return;
        this.refusals = 0;
        this.sending.resume();
      },
      onLink: (link) => this.store.set({ link }),
      onRefused: () => this.refused(),
      poll: () => this.thread.catchUp(),
    });
  }

  /** A conversation that began while the socket, or another tab, was already up. */
  private subscribe(): void {
    const id = this.state.conversation?.id ?? null;
    if (id && id !== this.announced) this.tabs.tell({ type: "conversation", id });
    this.announced = id;
    if (!id || id === this.subscribed) return;
    if (this.link.send({ type: "subscribe", conversation_id: id, after: this.thread.cursor })) this.subscribed = id;
  }

  private refused(): void {
    const delay = this.refusals === 0 ? 0 : Math.min(30_000, 1_000 * 2 ** this.refusals);
    this.refusals += 1;
    const renewed = this.session.renew(this.session.current?.token ?? null);
    void renewed.then(
      () => setTimeout(() => this.state.phase === "ready" && this.link.restart(), delay),
      () => this.store.set({ link: "lost" }),
    );
  }

  /** Told by another tab. While this one still starts, it may have asked for its conversation before there was one. */
  private beganElsewhere(id: string): void {
    const ready = this.state.phase === "ready";
    this.elsewhere = ready ? null : id;
    if (ready && id !== this.state.conversation?.id) void this.reload();
  }

  private newCustomer(): void {
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

function failureOf(error: unknown): Key {
  if (!(error instanceof ApiError) || error.passing) return "net.load_failed";
  return error.status === 404 ? "net.not_found" : error.status === 401 ? "net.sign_in" : "net.load_failed";
}
