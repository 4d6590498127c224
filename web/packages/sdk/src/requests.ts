import { clientId } from "@tandem/realtime";
import { ApiError, type Api } from "./api.ts";
import type { SessionKeeper } from "./session.ts";
import type { Busy, ChatState, NoticeCode } from "./state.ts";
import type { Shelf } from "./storage.ts";
import type { Store } from "./store.ts";
import type { Thread } from "./thread.ts";
import type { Conversation, Elsewhere, ElsewhereWay, OfflineNote, OwnConsent, Preference, PreferenceWish, Rating } from "./types.ts";

interface RequestsOptions {
  api: Api;
  session: SessionKeeper;
  thread: Thread;
  store: Store<ChatState>;
  shelf: Shelf;
  notify: (code: NoticeCode) => void;
  onNew: () => void;
}

// How many of the customer's verdicts on bot answers are remembered.
const VERDICTS = 100;

/** What a customer asks for besides sending messages. One at a time of each kind: double clicks do nothing. */
export class Requests {
  constructor(private readonly options: RequestsOptions) {}

  person(reason?: string): Promise<boolean> {
    const { thread } = this.options;
    return this.act("handoff", async () => {
      // A person is asked for in an open conversation; a closed one is not opened again for it.
      const { id } = this.state.conversation?.status === "resolved" ? await thread.open() : await thread.ensure();
      thread.take(await this.post<Conversation>(`/web/conversations/${id}/handoff`, reason ? { reason } : {}));
    });
  }

  leaveQueue(): Promise<boolean> {
    const { api, session, thread } = this.options;
    return this.act("leave", async () => {
      const path = `/web/conversations/${this.state.conversation?.id}/handoff`;
      const now = await session.call((token) => api.request<Conversation | null>("DELETE", path, { token, retries: 2 }));
      if (now?.id) thread.take(now);
      else await thread.catchUp();
    });
  }

  rate(rating: Rating): Promise<boolean> {
    return this.act("rate", async () => {
      const { conversation } = this.state;
      if (!conversation) return;
      await this.post(`/web/conversations/${conversation.id}/rating`, rating);
      this.options.thread.take({ ...(this.state.conversation ?? conversation), rating: { score: rating.score } });
    });
  }

  feedback(messageId: string, helpful: boolean): void {
    const before = this.state.feedback;
    const feedback: Record<string, boolean> = {};
    for (const id of Object.keys(before).slice(1 - VERDICTS)) feedback[id] = before[id]!;
    feedback[messageId] = helpful;
    this.keepFeedback(feedback);
    void this.post(`/web/conversations/${this.state.conversation?.id}/feedback`, { message_id: messageId, helpful }).catch(() => {
      this.keepFeedback(before);
      this.options.notify("request_failed");
    });
  }

  newConversation(): Promise<boolean> {
    return this.act("renew", async () => {
      await this.options.thread.open();
      this.options.onNew();
    });
  }

  leaveMessage(note: Omit<OfflineNote, "client_id">, id: string = clientId()): Promise<boolean> {
    return this.act("offline", async () => {
      await this.post("/web/offline-messages", { ...note, client_id: id });
      // The note became a message of a conversation that may be new to us.
      await this.options.thread.load().catch(() => undefined);
    });
  }

  /** In writing, to the people who handle complaints: taken from everybody. */
  complain(note: Omit<OfflineNote, "client_id">, id: string): Promise<boolean> {
    return this.act("offline", async () => {
      await this.post("/web/complaints", { ...note, client_id: id });
      await this.options.thread.load().catch(() => undefined);
    });
  }

  /** Other channels in which the conversation can go on, and why it cannot in some. */
  async ways(): Promise<ElsewhereWay[]> {
    const { id } = await this.options.thread.ensure();
    return (await this.get<{ items: ElsewhereWay[] }>(`/web/conversations/${id}/ways`)).items;
  }

  /** The question whether to go on there comes into the chat, with two buttons (a way that is `asked`). */
  askElsewhere({ channel, account }: Pick<ElsewhereWay, "channel" | "account">): Promise<boolean> {
    return this.act("elsewhere", async () => {
      const { id } = await this.options.thread.ensure();
      await this.post(`/web/conversations/${id}/continuations`, { channel, account });
      await this.options.thread.catchUp();
    });
  }

  /** A code by which the customer goes on there: good once, for half an hour (a way by `code`). */
  async invite({ channel, account }: Pick<ElsewhereWay, "channel" | "account">): Promise<Elsewhere> {
    const { id } = await this.options.thread.ensure();
    return this.post<Elsewhere>(`/web/conversations/${id}/invitations`, { channel, account });
  }

  /** The customer came by a link from another channel: that conversation goes on here. */
  follow(token: string): Promise<boolean> {
    const { thread } = this.options;
    return this.act("follow", async () => {
      thread.take(await this.post<Conversation>("/web/continuations", { token }));
      await thread.load();
    });
  }

  async consents(): Promise<OwnConsent[]> {
    return (await this.get<{ items: OwnConsent[] }>("/web/consents")).items;
  }

  preference(): Promise<Preference> {
    return this.get<Preference>("/web/preferences");
  }

  /** Gives (to the words that were shown) or withdraws; all consents as they stand then, or null when it did not work. */
  async consent({ purpose, version, locale }: OwnConsent, given: boolean): Promise<OwnConsent[] | null> {
    let now: OwnConsent[] | null = null;
    await this.act("consent", async () => {
      now = (await this.post<{ items: OwnConsent[] }>("/web/consents", { purpose, given, text_version: version, locale })).items;
    });
    return now;
  }

  async prefer(wanted: PreferenceWish): Promise<Preference | null> {
    const { api, session } = this.options;
    let now: Preference | null = null;
    await this.act("consent", async () => {
      now = await session.call((token) => api.request<Preference>("PUT", "/web/preferences", { token, body: wanted, retries: 2 }));
    });
    return now;
  }

  private get state(): Readonly<ChatState> {
    return this.options.store.state;
  }

  private keepFeedback(feedback: Readonly<Record<string, boolean>>): void {
    this.options.store.set({ feedback });
    this.options.shelf.put("feedback", feedback);
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    const { api, session } = this.options;
    return session.call((token) => api.request<T>("POST", path, { token, body, retries: 2 }));
  }

  private get<T>(path: string): Promise<T> {
    const { api, session } = this.options;
    return session.call((token) => api.request<T>("GET", path, { token, retries: 2 }));
  }

  private async act(what: Busy, work: () => Promise<unknown>): Promise<boolean> {
    const { store, notify } = this.options;
    if (this.state.busy[what]) return false;
    store.set({ busy: { ...this.state.busy, [what]: true } });
    try {
      await work();
      return true;
    } catch (error) {
      const block = error instanceof ApiError && error.block;
      const asks = error instanceof ApiError && error.code === "pre_chat_needed";
      if (block) store.set({ blocked: block });
      if (asks) store.set({ preChat: true });
      else notify(block ? "blocked" : "request_failed");
      return false;
    } finally {
      store.set({ busy: { ...this.state.busy, [what]: false } });
    }
  }
}
