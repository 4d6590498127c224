import { backoffDelay, type Backoff } from "./backoff.ts";
import { clientId as newClientId } from "./ids.ts";

/**
 * What became of one attempt. done: the server has it · retry: try again, after `afterMs` when the server said so
 * (Retry-After) or with back-off · failed: the server will never take it as it is; a person decides.
 */
export type SendOutcome = { kind: "done" } | { kind: "retry"; afterMs?: number } | { kind: "failed"; code: string; detail?: string };

export interface OutboxItem<P> {
  client_id: string;
  created_at: string;
  payload: P;
  state: "waiting" | "sending" | "failed";
  error?: { code: string; detail?: string };
}

/** The part of `localStorage` that is used. */
export interface OutboxStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface OutboxOptions<P> {
  /** Sends one item; must be idempotent by client_id. Exceptions count as retry. */
  deliver: (item: OutboxItem<P>) => Promise<SendOutcome>;
  onChange?: () => void;
  /** Where unsent items survive a reload; one key per item, so that two tabs never overwrite each other's. */
  storage?: OutboxStorage | null;
  /** Key prefix, one per conversation. */
  prefix?: string;
  backoff?: Backoff;
  /** Attempts in a row before an item is shown as failed (still kept, still retriable by hand). */
  maxAttempts?: number;
}

/** Messages on their way out: kept in order, one in flight, retried with the same client id until settled. */
export class Outbox<P> {
  private list: OutboxItem<P>[] = [];
  private attempts = 0;
  private running = false;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: OutboxOptions<P>) {
    this.list = this.load();
  }

  get items(): readonly OutboxItem<P>[] {
    return this.list;
  }

  add(payload: P, clientId: string = newClientId()): OutboxItem<P> {
    const known = this.list.find((i) => i.client_id === clientId);
    if (known) return known;
    const item: OutboxItem<P> = { client_id: clientId, created_at: this.stamp(), payload, state: "waiting" };
    this.list.push(item);
    this.save(item);
    this.changed();
    this.flush();
    return item;
  }

  /** Tries a failed item again, same client id. */
  retry(clientId: string): void {
    const item = this.list.find((i) => i.client_id === clientId);
    if (!item || item.state === "sending") return;
    item.state = "waiting";
    delete item.error;
    this.attempts = 0;
    this.save(item);
    this.changed();
    this.flush();
  }

  discard(clientId: string): void {
    const item = this.list.find((i) => i.client_id === clientId);
    if (item) this.remove(item);
  }

  /** The message was seen coming back (socket, another tab): it needs no more sending. */
  settle(clientId: string): void {
    this.discard(clientId);
  }

  /** Starts or hastens delivery (called after a reconnect). */
  flush(): void {
    clearTimeout(this.timer);
    if (!this.running && !this.closed) void this.run();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let item = this.next(); item && !this.closed; item = this.next()) {
        if (!(await this.attempt(item))) return;
      }
    } finally {
      this.running = false;
    }
  }

  private next(): OutboxItem<P> | undefined {
    return this.list.find((i) => i.state === "waiting");
  }

  /** True when the queue may go on to the next item. */
  private async attempt(item: OutboxItem<P>): Promise<boolean> {
    item.state = "sending";
    this.changed();
    let outcome: SendOutcome;
    try {
      outcome = await this.options.deliver(item);
    } catch {
      outcome = { kind: "retry" };
    }
    if (!this.list.includes(item)) return true;
    if (outcome.kind === "done") {
      this.attempts = 0;
      this.remove(item);
      return true;
    }
    this.attempts += 1;
    if (outcome.kind === "failed" || this.attempts >= (this.options.maxAttempts ?? 8)) {
      return this.fail(item, outcome.kind === "failed" ? outcome : { code: "unreachable" });
    }
    item.state = "waiting";
    this.changed();
    const backoff = this.options.backoff ?? { min: 500, max: 15_000 };
    this.timer = setTimeout(() => this.flush(), outcome.afterMs ?? backoffDelay(this.attempts - 1, backoff));
    return false;
  }

  private fail(item: OutboxItem<P>, error: { code: string; detail?: string }): boolean {
    this.attempts = 0;
    item.state = "failed";
    item.error = error.detail === undefined ? { code: error.code } : { code: error.code, detail: error.detail };
    this.save(item);
    this.changed();
    return true;
  }

  private remove(item: OutboxItem<P>): void {
    this.list = this.list.filter((i) => i !== item);
    this.store((s) => s.removeItem(this.keyOf(item)));
    this.changed();
  }

  // Later than every other waiting item even within one millisecond: the order survives a reload.
  private stamp(): string {
    const last = this.list[this.list.length - 1];
    const floor = last ? Date.parse(last.created_at) + 1 : 0;
    return new Date(Math.max(Date.now(), floor)).toISOString();
  }

  private keyOf(item: OutboxItem<P>): string {
    return (this.options.prefix ?? "outbox:") + item.client_id;
  }

  private save(item: OutboxItem<P>): void {
    this.store((s) => s.setItem(this.keyOf(item), JSON.stringify(item)));
  }

  private load(): OutboxItem<P>[] {
    const found: OutboxItem<P>[] = [];
    const prefix = this.options.prefix ?? "outbox:";
    this.store((s) => {
      for (let i = 0; i < s.length; i += 1) {
        const key = s.key(i);
        if (!key || key.indexOf(prefix) !== 0) continue;
        const item = JSON.parse(s.getItem(key) ?? "null") as OutboxItem<P> | null;
        if (item?.client_id) found.push({ ...item, state: item.state === "failed" ? "failed" : "waiting" });
      }
    });
    return found.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  }

  // Storage may be full or blocked: the queue then lives in memory only.
  private store(use: (storage: OutboxStorage) => void): void {
    const { storage } = this.options;
    if (!storage) return;
    try {
      use(storage);
    } catch {
      /* memory only */
    }
  }

  private changed(): void {
    this.options.onChange?.();
  }
}
