import { clientId, Timeline, type Frame } from "@tandem/realtime";
import { ApiError, type Api } from "./api.ts";
import type { SessionKeeper } from "./session.ts";
import { countUnread, isForCustomer, type ChatState } from "./state.ts";
import type { Store } from "./store.ts";
import type { Conversation, Message, Page, PreChatAnswers, Role, Told } from "./types.ts";

export const PAGE_SIZE = 40;
// The bot may take its time: a person may be looking at what it says.
const LONGEST_TYPING_MS = 60_000;

/** The conversation and its messages: loading, paging, and applying what the socket says. */
export class Thread {
  private timeline = new Timeline<Message>();
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private opening: Promise<Conversation> | null = null;
  private clockSkewMs = 0;
  /** To the site's questions, until a conversation begins with them. */
  answers: PreChatAnswers | null = null;

  constructor(
    private readonly api: Api,
    private readonly session: SessionKeeper,
    private readonly store: Store<ChatState>,
    private readonly onMessages: (fresh: Message[]) => void,
  ) {}

  get cursor(): number {
    return this.timeline.cursor;
  }

  get id(): string | null {
    return this.store.state.conversation?.id ?? null;
  }

  /** Finds the customer's conversation and its newest page. Leaves everything empty when there is none. */
  async load(): Promise<void> {
    const conversation = await this.find();
    if (!conversation) return this.clear();
    if (conversation.id !== this.id) this.clear();
    this.take(conversation);
    const page = await this.fetch(`before=${Math.max(conversation.last_seq, this.cursor) + 1}&limit=${PAGE_SIZE}`);
    this.store.set({ earlier: page.has_more ? "more" : "none" });
    this.show(this.timeline.pageForward(page.items));
  }

  /** The open conversation, opened if need be, or if there are answers to hand over. Safe to call many times at once. */
  ensure(): Promise<Conversation> {
    const { conversation } = this.store.state;
    if (conversation && !this.answers) return Promise.resolve(conversation);
    return this.open();
  }

  /** Opens a conversation (the API gives the same one back while one is open). */
  open(): Promise<Conversation> {
    const { answers } = this;
    const body = { client_id: clientId(), ...(answers ? { pre_chat: answers } : {}) };
    this.opening ??= this.session
      .call((token) => this.api.request<Conversation>("POST", "/web/conversations", { token, retries: 2, body }))
      .catch((error: unknown) => {
        // Answers that are refused (a text changed meanwhile, say) are asked for again; what was written waits.
        if (!answers || !(error instanceof ApiError) || error.status !== 422) throw error;
        this.answers = null;
        throw new ApiError(422, "pre_chat_needed", error.detail);
      })
      .then((conversation) => {
        if (answers) this.session.answered();
        this.answers = null;
        if (conversation.id !== this.id) this.clear();
        this.take(conversation);
        return conversation;
      })
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  async earlier(): Promise<void> {
    const { earlier } = this.store.state;
    if ((earlier !== "more" && earlier !== "failed") || !this.timeline.first) return;
    this.store.set({ earlier: "loading" });
    try {
      const page = await this.fetch(`before=${this.timeline.first}&limit=${PAGE_SIZE}`);
      this.timeline.pageBack(page.items);
      this.store.set({ earlier: page.has_more ? "more" : "none", messages: this.visible() });
    } catch {
      this.store.set({ earlier: "failed" });
    }
  }

  /** Everything after the cursor, by HTTP. */
  async catchUp(): Promise<void> {
    if (!this.id) return;
    for (let more = true; more; ) {
      const page = await this.fetch(`after=${this.cursor}&limit=${PAGE_SIZE}`);
      this.show(this.timeline.pageForward(page.items));
      more = page.has_more && page.items.length > 0;
    }
    this.take(await this.session.call((token) => this.api.request<Conversation>("GET", `/web/conversations/${this.id}`, { token })));
  }

  /** Fetches one message anew (its attachment's signed address has run out). */
  async refresh(seq: number): Promise<void> {
    const page = await this.fetch(`before=${seq + 1}&limit=1`);
    const message = page.items[page.items.length - 1];
    if (message && this.timeline.update(message)) this.store.set({ messages: this.visible() });
  }

  /** The answer to our own send. */
  echo(message: Message): void {
    if (this.timeline.echo(message)) this.show([message]);
  }

  take(conversation: Conversation): void {
    const known = this.store.state.conversation;
    const same = known?.id === conversation.id;
    // A slow answer must not take back what a later frame said was read.
    const merged = same
      ? {
          ...conversation,
          agent_read_seq: Math.max(known.agent_read_seq, conversation.agent_read_seq),
          customer_read_seq: Math.max(known.customer_read_seq, conversation.customer_read_seq),
        }
      : conversation;
    this.session.rememberConversation(conversation.id);
    this.store.set({ conversation: merged, blocked: merged.blocked ?? null, unread: countUnread(this.timeline.items, merged.customer_read_seq) });
  }

  /** What the socket told. Types that this SDK does not know are passed over. */
  frame(frame: Frame): void {
    const told = frame as unknown as Told;
    switch (told.type) {
      case "ready":
        this.clockSkewMs = Date.parse(told.server_time) - Date.now() || 0;
        if (told.conversation) this.took(told.conversation);
        break;
      case "conversation":
        this.took(told.conversation);
        break;
      case "message":
        this.message(told.message);
        break;
      case "typing":
        this.typing(told.role, told.name ?? null, told.until);
        break;
      case "read":
        this.read(told.role, told.seq);
    }
  }

  markRead(seq: number): void {
    this.read("customer", seq);
  }

  clear(): void {
    clearTimeout(this.typingTimer);
    this.timeline = new Timeline<Message>();
    this.store.set({ conversation: null, messages: [], earlier: "none", unread: 0, typing: null, blocked: null });
  }

  private took(conversation: Conversation): void {
    // Another tab may have opened a new conversation after this one was closed.
    if (this.id && conversation.id !== this.id) {
      this.clear();
      this.take(conversation);
      void this.load().catch(() => undefined);
    } else this.take(conversation);
  }

  private message(message: Message): void {
    if (this.id && message.conversation_id !== this.id) return;
    const fresh = this.timeline.stream(message);
    if (fresh.length > 0) {
      if (message.role !== "customer") this.typing(message.role, null, "");
      this.show(fresh);
    } else if (this.timeline.update(message)) this.store.set({ messages: this.visible() });
    this.onMessages([message]);
  }

  private show(fresh: Message[]): void {
    const { conversation } = this.store.state;
    const messages = this.visible();
    this.store.set({ messages, unread: countUnread(messages, conversation?.customer_read_seq ?? 0) });
    this.onMessages(fresh);
  }

  private visible(): Message[] {
    return this.timeline.items.filter(isForCustomer);
  }

  private typing(role: Role, name: string | null, until: string): void {
    clearTimeout(this.typingTimer);
    // `until` is the server's clock; a customer's clock may be hours off.
    const left = Math.min(Date.parse(until) - this.clockSkewMs - Date.now(), LONGEST_TYPING_MS);
    if (role === "customer" || !(left > 0)) return this.store.set({ typing: null });
    this.store.set({ typing: { role, name } });
    this.typingTimer = setTimeout(() => this.store.set({ typing: null }), left);
  }

  private read(role: Role, seq: number): void {
    const { conversation } = this.store.state;
    if (!conversation || !(seq > 0)) return;
    if (role === "customer") {
      const customer_read_seq = Math.max(conversation.customer_read_seq, seq);
      this.store.set({ conversation: { ...conversation, customer_read_seq }, unread: countUnread(this.timeline.items, customer_read_seq) });
    } else if (role === "agent") {
      this.store.set({ conversation: { ...conversation, agent_read_seq: Math.max(conversation.agent_read_seq, seq) } });
    }
  }

  private async find(): Promise<Conversation | null> {
    await this.session.ensure();
    if (this.session.takeBrandNew()) return null;
    const get = (path: string): Promise<Conversation> =>
      this.session.call((token) => this.api.request<Conversation>("GET", path, { token, retries: 3 }));
    try {
      return await get("/web/conversation");
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    } finally {
      // It may have become one while we asked; this answer counts.
      this.session.takeBrandNew();
    }
    // A conversation closed a moment ago is still worth showing (its rating card, above all).
    const last = this.session.current?.conversation_id;
    if (!last) return null;
    try {
      return await get(`/web/conversations/${last}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing) throw error;
      return null;
    }
  }

  private fetch(query: string): Promise<Page> {
    return this.session.call((token) => this.api.request<Page>("GET", `/web/conversations/${this.id}/messages?${query}`, { token, retries: 3 }));
  }
}
