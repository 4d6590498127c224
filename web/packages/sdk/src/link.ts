import { ReconnectingSocket, type Frame, type Status } from "@tandem/realtime";
import type { Environment } from "./environment.ts";
import type { Link } from "./state.ts";

export interface LiveLinkOptions {
  env: Environment;
  url: () => string;
  hello: () => Frame;
  onFrame: (frame: Frame) => void;
  onLink: (link: Link) => void;
  /** The token was refused: renew it and start again. */
  onRefused: () => void;
  /** Fetches what is new by plain HTTP. */
  poll: () => Promise<void>;
}

// Some company proxies block WebSockets: while there is no link, look by HTTP now and then.
const POLL_MS = 5_000;
// A drop shorter than this is nobody's business.
const QUIET_MS = 1_500;

/** The socket, what to tell the customer about it, and polling while it cannot be had. */
export class LiveLink {
  private readonly socket: ReconnectingSocket;
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private held = false;

  constructor(private readonly options: LiveLinkOptions) {
    const { env } = options;
    this.socket = new ReconnectingSocket({
      url: options.url,
      hello: options.hello,
      onFrame: options.onFrame,
      onStatus: (status) => this.told(status),
      environment: { open: env.socket, ...(env.network ? { network: env.network } : {}), ...(env.visibility ? { page: env.visibility } : {}) },
    });
  }

  start(): void {
    if (this.running || this.held) return;
    this.running = true;
    this.socket.start();
  }

  stop(): void {
    if (!this.running) return;
    this.running = false;
    this.socket.stop();
    this.clear();
    this.options.onLink("off");
  }

  /** Off until `release`, whatever else asks for it meanwhile (a reload under way, a new token). */
  hold(): void {
    this.held = true;
    this.stop();
  }

  release(): void {
    this.held = false;
  }

  restart(): void {
    this.stop();
    this.start();
  }

  send(frame: Frame): boolean {
    return this.socket.send(frame);
  }

  retryNow(): void {
    this.socket.reconnect();
  }

  private told(status: Status): void {
    if (!this.running) return;
    const { onLink } = this.options;
    if (status.state === "ready") {
      this.clear();
      onLink("live");
    } else if (status.state === "offline") {
      this.clear();
      onLink("offline");
    } else if (status.state === "refused") {
      this.options.onRefused();
    } else if (status.state === "connecting" && status.attempt === 0) {
      onLink("connecting");
      this.expectTrouble();
    } else {
      this.expectTrouble();
    }
  }

  private expectTrouble(): void {
    this.noticeTimer ??= setTimeout(() => this.options.onLink("lost"), QUIET_MS);
    this.pollTimer ??= setTimeout(() => void this.pollOnce(), POLL_MS);
  }

  private async pollOnce(): Promise<void> {
    await this.options.poll().catch(() => undefined);
    if (this.pollTimer !== undefined) this.pollTimer = setTimeout(() => void this.pollOnce(), POLL_MS);
  }

  private clear(): void {
    clearTimeout(this.noticeTimer);
    clearTimeout(this.pollTimer);
    this.noticeTimer = this.pollTimer = undefined;
  }
}
