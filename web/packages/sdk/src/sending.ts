import { Outbox, type OutboxItem, type SendOutcome } from "@tandem/realtime";
import { ApiError, type Api } from "./api.ts";
import type { SessionKeeper } from "./session.ts";
import type { ChatState } from "./state.ts";
import type { Shelf } from "./storage.ts";
import type { Store } from "./store.ts";
import type { Thread } from "./thread.ts";
import type { Draft, Message } from "./types.ts";

const RESENT = new Set(["unreachable", "pre_chat_needed"]);

/** Messages on their way: shown at once, sent in order, retried with the same client id. */
export class Sending {
  readonly outbox: Outbox<Draft>;

  constructor(
    private readonly api: Api,
    private readonly session: SessionKeeper,
    private readonly thread: Thread,
    private readonly store: Store<ChatState>,
    shelf: Shelf,
    private readonly online: () => boolean,
    /** Resolves once the conversation was looked up; false when we could not connect. */
    private readonly ready: () => Promise<boolean>,
  ) {
    this.outbox = new Outbox<Draft>({
      deliver: (item) => this.deliver(item),
      onChange: () => this.store.set({ outbox: [...this.outbox.items] }),
      storage: shelf.storage,
      prefix: `${shelf.prefix}out:`,
    });
    this.store.set({ outbox: [...this.outbox.items] });
  }

  /** Called when the link is back: what failed only for want of a network goes out by itself. */
  resume(): void {
    for (const item of this.outbox.items) if (RESENT.has(item.error?.code ?? "")) this.outbox.retry(item.client_id);
    this.outbox.flush();
  }

  clear(): void {
    for (const item of [...this.outbox.items]) this.outbox.discard(item.client_id);
  }

  private async deliver(item: OutboxItem<Draft>): Promise<SendOutcome> {
    if (!this.online()) return { kind: "retry", afterMs: 3_000 };
    if (!(await this.ready())) return { kind: "retry" };
    try {
      const conversation = await this.thread.ensure();
      this.thread.echo(await this.post(conversation.id, item));
      if (this.store.state.blocked) this.store.set({ blocked: null });
      return { kind: "done" };
    } catch (error) {
      return this.judge(error);
    }
  }

  private post(conversation: string, { client_id, payload }: OutboxItem<Draft>): Promise<Message> {
    const { text, choice_id, attachment } = payload;
    const body = {
      client_id,
      ...(text === undefined ? {} : { text }),
      ...(choice_id === undefined ? {} : { choice_id }),
      ...(attachment === undefined ? {} : { attachment_id: attachment.id }),
    };
    return this.session.call((token) => this.api.request<Message>("POST", `/web/conversations/${conversation}/messages`, { token, body }));
  }

  private async judge(error: unknown): Promise<SendOutcome> {
    if (!(error instanceof ApiError)) return { kind: "retry" };
    if (error.status === 429) {
      const afterMs = error.retryAfterMs ?? 5_000;
      this.store.set({ limitedUntil: Date.now() + afterMs });
      return { kind: "retry", afterMs };
    }
    if (error.passing) return { kind: "retry", ...(error.retryAfterMs === null ? {} : { afterMs: error.retryAfterMs }) };
    if ((error.code === "conversation_closed" || error.status === 404) && (await this.moved())) return { kind: "retry", afterMs: 0 };
    if (error.code === "pre_chat_needed") this.store.set({ preChat: true });
    if (error.block) this.store.set({ blocked: error.block });
    return { kind: "failed", code: error.code, detail: error.detail };
  }

  /** The conversation is closed for good, or gone: true when another one could be opened. */
  private async moved(): Promise<boolean> {
    const before = this.thread.id;
    const after = await this.thread.open().catch(() => null);
    return after !== null && after.id !== before;
  }
}
