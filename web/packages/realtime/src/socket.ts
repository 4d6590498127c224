import { backoffDelay, type Backoff } from "./backoff.ts";

/** A JSON frame: anything with a type. */
export interface Frame {
  type: string;
  [field: string]: unknown;
}

/**
 * idle: not started · connecting: dialling or waiting for `ready` · ready: live · waiting: dropped, will retry at
 * `retryAt` · offline: the device says there is no network · refused: the server said no for good (`code`).
 */
export type Status =
  | { state: "idle" }
  | { state: "connecting"; attempt: number }
  | { state: "ready" }
  | { state: "waiting"; attempt: number; retryAt: number }
  | { state: "offline" }
  | { state: "refused"; code: number; reason: string };

interface Listenable {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** What the socket needs of the world; tests hand in their own. */
export interface Environment {
  open: (url: string) => WebSocket;
  now: () => number;
  random: () => number;
  /** window: `online` and `offline`. */
  network: (Listenable & { readonly onLine: boolean }) | null;
  /** document: `visibilitychange`. */
  page: (Listenable & { readonly hidden: boolean }) | null;
}

export interface SocketOptions {
  url: string | (() => string);
  /** The first frame, asked for at every (re)connect so that it carries the last sequence number. */
  hello: () => Frame;
  onFrame: (frame: Frame) => void;
  onStatus?: (status: Status) => void;
  /** Close codes after which retrying is pointless. Default: 4401, 4403. */
  fatal?: (code: number) => boolean;
  backoff?: Backoff;
  /** Silence after which the link counts as dead, ms. Servers ping every 25 s. */
  silenceMs?: number;
  /** Time for `ready` to come after dialling, ms. */
  readyMs?: number;
  environment?: Partial<Environment>;
}

// A link that lived this long was healthy: the next drop starts the back-off afresh.
const STABLE_MS = 5_000;
// After a page wakes up, a link that missed a ping is more likely dead than quiet.
const WAKE_SILENCE_MS = 30_000;
const TOO_MANY = 4429;

function browser(): Environment {
  const hasWindow = typeof window !== "undefined";
  return {
    open: (url) => new WebSocket(url),
    now: () => Date.now(),
    random: Math.random,
    network: hasWindow
      ? {
          get onLine() {
            return navigator.onLine !== false;
          },
          addEventListener: (t, l) => window.addEventListener(t, l),
          removeEventListener: (t, l) => window.removeEventListener(t, l),
        }
      : null,
    page: typeof document !== "undefined" ? document : null,
  };
}

/** A WebSocket that says hello, answers pings, notices dead links and comes back with jittered back-off. */
export class ReconnectingSocket {
  private readonly env: Environment;
  private current: Status = { state: "idle" };
  private socket: WebSocket | null = null;
  private attempt = 0;
  private readyAt = 0;
  private heardAt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private watchTimer: ReturnType<typeof setTimeout> | undefined;
  private started = false;

  constructor(private readonly options: SocketOptions) {
    this.env = { ...browser(), ...options.environment };
  }

  get status(): Status {
    return this.current;
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.env.network?.addEventListener("online", this.wake);
    this.env.network?.addEventListener("offline", this.lost);
    this.env.page?.addEventListener("visibilitychange", this.shown);
    this.dial();
  }

  /** Closes for good; `start` may be called again (after a new token, say). */
  stop(): void {
    this.started = false;
    this.env.network?.removeEventListener("online", this.wake);
    this.env.network?.removeEventListener("offline", this.lost);
    this.env.page?.removeEventListener("visibilitychange", this.shown);
    this.drop();
    this.attempt = 0;
    this.set({ state: "idle" });
  }

  /** Sends when live; false (and nothing sent) otherwise. Frames are hints: what must arrive goes by HTTP. */
  send(frame: Frame): boolean {
    if (this.current.state !== "ready" || !this.socket) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Skips the back-off ("try now" button, network came back). */
  reconnect(): void {
    if (!this.started) return;
    this.attempt = 0;
    this.dial();
  }

  private dial(): void {
    this.drop();
    if (this.env.network?.onLine === false) return this.set({ state: "offline" });
    this.set({ state: "connecting", attempt: this.attempt });
    const { url } = this.options;
    let socket: WebSocket;
    try {
      socket = this.env.open(typeof url === "string" ? url : url());
    } catch {
      return this.retry();
    }
    this.socket = socket;
    socket.onopen = () => {
      if (socket === this.socket) socket.send(JSON.stringify(this.options.hello()));
    };
    socket.onmessage = (event: MessageEvent) => {
      if (socket === this.socket) this.receive(event.data);
    };
    socket.onclose = (event: CloseEvent) => {
      if (socket === this.socket) this.closed(event.code, event.reason);
    };
    this.watch(this.options.readyMs ?? 10_000);
  }

  private receive(data: unknown): void {
    this.heardAt = this.env.now();
    const frame = parse(data);
    if (!frame) return;
    if (frame.type === "ping") {
      this.socket?.send('{"type":"pong"}');
    } else if (frame.type === "ready") {
      this.readyAt = this.heardAt;
      this.set({ state: "ready" });
    }
    // A link that went ready is watched for silence, each frame anew; before that the ready deadline stands.
    if (this.current.state === "ready") this.watch(this.options.silenceMs ?? 60_000);
    if (frame.type !== "ping") this.options.onFrame(frame);
  }

  private closed(code: number, reason: string): void {
    const lived = this.current.state === "ready" ? this.env.now() - this.readyAt : 0;
    this.drop();
    const fatal = this.options.fatal ?? ((c) => c === 4401 || c === 4403);
    if (fatal(code)) return this.set({ state: "refused", code, reason });
    if (lived > STABLE_MS) this.attempt = 0;
    if (code === TOO_MANY) this.attempt = Math.max(this.attempt, 5);
    this.retry();
  }

  private retry(): void {
    const backoff = this.options.backoff ?? { min: 500, max: 15_000 };
    const delay = backoffDelay(this.attempt, backoff, this.env.random);
    this.attempt += 1;
    this.set({ state: "waiting", attempt: this.attempt, retryAt: this.env.now() + delay });
    this.retryTimer = setTimeout(() => this.dial(), delay);
  }

  private watch(ms: number): void {
    clearTimeout(this.watchTimer);
    // 4000 is ours: a browser may not close with 1006.
    this.watchTimer = setTimeout(() => this.closed(4000, "silent"), ms);
  }

  private drop(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.watchTimer);
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Closing while dialling logs an error event nobody listens for; both states are safe to close.
    try {
      socket.close(1000);
    } catch {
      /* already gone */
    }
  }

  private readonly wake = (): void => {
    if (this.current.state !== "ready" && this.current.state !== "refused") this.reconnect();
  };

  private readonly lost = (): void => {
    if (this.current.state === "refused") return;
    this.drop();
    this.set({ state: "offline" });
  };

  private readonly shown = (): void => {
    if (this.env.page?.hidden) return;
    const { state } = this.current;
    const stale = state === "ready" && this.env.now() - this.heardAt > WAKE_SILENCE_MS;
    if (stale || state === "waiting" || state === "offline") this.reconnect();
  };

  private set(status: Status): void {
    this.current = status;
    this.options.onStatus?.(status);
  }
}

function parse(data: unknown): Frame | null {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === "object" && frame !== null && typeof (frame as Frame).type === "string" ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
