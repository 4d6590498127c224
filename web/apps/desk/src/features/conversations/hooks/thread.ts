import type { Message, MessageKind } from "@tandem/api";
import { isProblem } from "@tandem/api";
import { Outbox, Timeline, type OutboxItem, type SendOutcome } from "@tandem/realtime";
import { api } from "@/lib/api.ts";

const PAGE = 50;

/** What goes out: a text, a file already uploaded, or a private note. */
export interface Outgoing {
  mode: "reply" | "note";
  text: string;
  attachment?: { id: string; name: string; content_type: string; size: number; url: string };
  reply_to?: string;
  mentions?: string[];
}

export interface ThreadState {
  status: "loading" | "ready" | "error";
  error: unknown;
  messages: readonly Message[];
  pending: readonly OutboxItem<Outgoing>[];
  hasOlder: boolean;
  loadingOlder: boolean;
}

export const outgoingKind = (o: Outgoing): MessageKind =>
  o.mode === "note" ? "note" : !o.attachment ? "text" : o.attachment.content_type.startsWith("image/") ? "image" : "file";

async function deliver(id: string, item: OutboxItem<Outgoing>, landed: (m: Message) => void): Promise<SendOutcome> {
  const { mode, text, attachment, reply_to, mentions } = item.payload;
  const { client_id } = item;
  try {
    const message =
      mode === "note"
        ? await api.conversations.note(id, { client_id, text, ...(mentions?.length && { mentions }) })
        : await api.conversations.send(id, {
            client_id, ...(text && { text }), ...(attachment && { attachment_id: attachment.id }), ...(reply_to && { reply_to }),
          });
    landed(message);
    return { kind: "done" };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (!error.temporary) return { kind: "failed", code: error.code, detail: error.detail || error.title };
    return error.retryAfter ? { kind: "retry", afterMs: error.retryAfter * 1000 } : { kind: "retry" };
  }
}

/** One conversation's messages on this page: loaded pages, what streams in, and what is still on its way out. */
export class Thread {
  private readonly timeline: Timeline<Message>;
  private readonly outbox: Outbox<Outgoing>;
  private readonly listeners = new Set<() => void>();
  private state: ThreadState = {
    status: "loading", error: null, messages: [], pending: [], hasOlder: false, loadingOlder: false,
  };
  private loading = false;

  constructor(readonly id: string, staffId: string, storage: Storage | null = globalThis.localStorage ?? null) {
    this.timeline = new Timeline({ contiguous: true, onGap: (after) => void this.fill(after) });
    this.outbox = new Outbox({
      deliver: (item) => deliver(id, item, (m) => this.echo(m)),
      onChange: () => this.outbox && this.publish(),
      storage,
      prefix: `tandem.desk.outbox.${staffId}.${id}:`,
      maxAttempts: 6,
    });
    this.publish();
    this.outbox.flush();
  }

  /** Resume point of the stream. */
  get cursor(): number {
    return this.timeline.cursor;
  }

  getState = (): ThreadState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  async load(): Promise<void> {
    if (this.loading || this.state.status === "ready") return;
    this.loading = true;
    this.publish({ status: "loading", error: null });
    try {
      const page = await api.conversations.messages(this.id, { limit: PAGE });
      this.timeline.pageForward(page.items);
      this.publish({ status: "ready", hasOlder: page.has_more });
    } catch (error) {
      this.publish({ status: "error", error });
    } finally {
      this.loading = false;
    }
  }

  async loadOlder(): Promise<void> {
    if (!this.state.hasOlder || this.state.loadingOlder) return;
    this.publish({ loadingOlder: true });
    try {
      const page = await api.conversations.messages(this.id, { before: this.timeline.first, limit: PAGE });
      this.timeline.pageBack(page.items);
      this.publish({ hasOlder: page.has_more, loadingOlder: false });
    } catch {
      this.publish({ loadingOlder: false });
    }
  }

  /** A frame from the socket: new, repeated, or known with a new state. */
  stream(message: Message): void {
    this.timeline.update(message);
    this.timeline.stream(message);
    if (message.client_id) this.outbox.settle(message.client_id);
    this.publish();
  }

  /** A message came further on its way, or failed. */
  moved(id: string, state: Message["state"]): void {
    const known = this.state.messages.find((m) => m.id === id);
    if (known && this.timeline.update({ ...known, state })) this.publish();
  }

  send(outgoing: Outgoing): void {
    this.outbox.add(outgoing);
  }

  retry = (clientId: string) => this.outbox.retry(clientId);
  discard = (clientId: string) => this.outbox.discard(clientId);
  /** Called when the connection is back: no need to sit out the back-off. */
  flush = () => this.outbox.flush();

  private echo(message: Message): void {
    this.timeline.echo(message);
    this.publish();
  }

  private async fill(after: number): Promise<void> {
    try {
      for (let from = after, more = true; more; from = this.timeline.cursor) {
        const page = await api.conversations.messages(this.id, { after: from, limit: PAGE });
        this.timeline.pageForward(page.items);
        more = page.has_more && page.items.length > 0;
      }
      this.publish();
    } catch {
      // The next frame or the next reconnect asks again.
    }
  }

  private publish(change: Partial<ThreadState> = {}): void {
    const pending = this.outbox.items.filter((i) => !this.timeline.hasClientId(i.client_id)).map((i) => ({ ...i }));
    this.state = { ...this.state, ...change, messages: [...this.timeline.items], pending };
    for (const listener of this.listeners) listener();
  }
}
