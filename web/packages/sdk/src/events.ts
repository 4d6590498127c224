import type { ChatState, Failure, Link, Notice } from "./state.ts";
import type { Conversation, Message, Session } from "./types.ts";

/** What an app may listen to, and what it is told. */
export interface ChatEvents {
  /** The session and the conversation, if there is one, are there. */
  ready: { conversation_id: string | null };
  /** A message that was not there before, of any side, once. History that was loaded is in the state only. */
  message: Message;
  /** The conversation began or changed: who has it, its place in line, what was read. Null: there is none any more. */
  conversation: Conversation | null;
  unread: number;
  typing: ChatState["typing"];
  link: Link;
  /** The person behind the session is another one now, or is known by name. */
  customer: Session["customer"];
  /** A message that the server will not take as it is, or that could not be sent for a long while. */
  failed: { client_id: string; code: string; detail: string };
  notice: Notice;
  /** Nothing could be begun. */
  error: { code: Failure };
  /** The person is about to be forgotten, here or in another window. */
  reset: null;
  state: Readonly<ChatState>;
}

export type EventName = keyof ChatEvents;
export type Listener<E extends EventName> = (detail: ChatEvents[E]) => void;

/** Listeners by event. One that throws does not keep the others from hearing. */
export class Events {
  private listeners = new Map<EventName, Set<Listener<never>>>();

  on<E extends EventName>(event: E, listener: Listener<E>): () => void {
    const all = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, all.add(listener as Listener<never>));
    return () => all.delete(listener as Listener<never>);
  }

  emit<E extends EventName>(event: E, detail: ChatEvents[E]): void {
    this.listeners.get(event)?.forEach((listener) => {
      try {
        (listener as Listener<E>)(detail);
      } catch (error) {
        console.error(error);
      }
    });
  }
}

/** Makes events of a state that changes. */
export class Following {
  private told = new Set<string>();
  private failed = new Set<string>();
  private floor = 0;

  constructor(
    private readonly events: Events,
    private last: Readonly<ChatState>,
  ) {}

  changed(state: Readonly<ChatState>): void {
    const { events, last } = this;
    this.last = state;
    const emit = events.emit.bind(events);
    if (state.conversation?.id !== last.conversation?.id) this.begin(state);
    if (state.phase === "ready" && last.phase !== "ready") emit("ready", { conversation_id: state.conversation?.id ?? null });
    if (state.phase === "failed" && last.phase !== "failed") emit("error", { code: state.failure ?? "load_failed" });
    if (state.conversation !== last.conversation) emit("conversation", state.conversation);
    for (const message of state.messages) {
      if (message.seq <= this.floor || this.told.has(message.id)) continue;
      this.told.add(message.id);
      emit("message", message);
    }
    if (state.unread !== last.unread) emit("unread", state.unread);
    if (state.typing !== last.typing) emit("typing", state.typing);
    if (state.link !== last.link) emit("link", state.link);
    if (state.notice && state.notice !== last.notice) emit("notice", state.notice);
    if (state.outbox !== last.outbox) this.failures(state);
    emit("state", state);
  }

  /** What the conversation held when it became known is history. */
  private begin({ conversation }: Readonly<ChatState>): void {
    this.told.clear();
    this.floor = conversation?.last_seq ?? 0;
  }

  private failures({ outbox }: Readonly<ChatState>): void {
    // The outbox changes its items in place: what was told is kept here.
    const before = this.failed;
    this.failed = new Set(outbox.filter((i) => i.state === "failed").map((i) => i.client_id));
    for (const { client_id, error } of outbox) {
      if (this.failed.has(client_id) && !before.has(client_id)) this.events.emit("failed", { client_id, code: error?.code ?? "unreachable", detail: error?.detail ?? "" });
    }
  }
}
