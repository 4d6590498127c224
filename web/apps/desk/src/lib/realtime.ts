import type { StaffFrame } from "@tandem/api";
import { ReconnectingSocket, type Frame, type Status } from "@tandem/realtime";
import { clock } from "@tandem/ui";
import { useEffect, useRef, useSyncExternalStore } from "react";

type FrameOf<T extends StaffFrame["type"]> = Extract<StaffFrame, { type: T }>;
type Handler = (frame: never) => void;

function socketUrl(): string {
  const { protocol, host } = window.location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/api/v1/socket`;
}

/** The one staff socket of this page: hands frames to whoever listens and restores what is being watched. */
export class StaffRealtime {
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly threads = new Map<string, () => number>();
  private readonly topics = new Map<string, number>();
  private readonly statusListeners = new Set<() => void>();
  private readonly socket: ReconnectingSocket;
  private wasReady = false;
  private shownStatus: Status = { state: "idle" };

  constructor(private readonly onRefused: () => void = () => {}) {
    this.socket = new ReconnectingSocket({
      url: socketUrl,
      hello: () => ({ type: "hello" }),
      onFrame: (frame) => this.receive(frame),
      onStatus: (status) => this.changed(status),
    });
  }

  start = () => this.socket.start();
  stop = () => {
    this.wasReady = false;
    this.socket.stop();
  };
  reconnect = () => this.socket.reconnect();
  send = (frame: Frame) => this.socket.send(frame);
  status = () => this.shownStatus;
  onStatus = (listener: () => void) => {
    this.statusListeners.add(listener);
    return () => void this.statusListeners.delete(listener);
  };

  on<T extends StaffFrame["type"]>(type: T, handler: (frame: FrameOf<T>) => void): () => void {
    const set = this.handlers.get(type) ?? new Set<Handler>();
    this.handlers.set(type, set.add(handler as Handler));
    return () => void set.delete(handler as Handler);
  }

  /** Watches a thread; `after` is asked again at every reconnect. */
  openThread(id: string, after: () => number): () => void {
    this.threads.set(id, after);
    this.send({ type: "open", conversation_id: id, after: after() });
    return () => {
      this.threads.delete(id);
      this.send({ type: "close", conversation_id: id });
    };
  }

  watch(topic: string): () => void {
    this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1);
    this.sendTopics();
    return () => {
      const left = (this.topics.get(topic) ?? 1) - 1;
      if (left > 0) this.topics.set(topic, left);
      else this.topics.delete(topic);
      this.sendTopics();
    };
  }

  private sendTopics(): void {
    this.send({ type: "watch", topics: [...this.topics.keys()] });
  }

  private receive(frame: Frame): void {
    if (frame.type === "ready") return this.restored(frame);
    for (const handler of this.handlers.get(frame.type) ?? []) handler(frame as never);
  }

  private restored(frame: Frame): void {
    if (typeof frame.server_time === "string") clock.sync(frame.server_time);
    for (const [id, after] of this.threads) this.send({ type: "open", conversation_id: id, after: after() });
    if (this.topics.size > 0) this.sendTopics();
    // Threads resume by number; lists have none, so what changed meanwhile is fetched again.
    if (this.wasReady) this.receive({ type: "resync" });
    this.wasReady = true;
  }

  private changed(status: Status): void {
    this.shownStatus = status;
    for (const listener of this.statusListeners) listener();
    if (status.state === "refused") this.onRefused();
  }
}

let signedOut: () => void = () => {};
export const realtime = new StaffRealtime(() => signedOut());
export const onSocketRefused = (handler: () => void) => void (signedOut = handler);

export function useFrames<T extends StaffFrame["type"]>(type: T, handler: (frame: FrameOf<T>) => void): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => realtime.on(type, (frame) => latest.current(frame)), [type]);
}

export function useConnection(): Status {
  return useSyncExternalStore(realtime.onStatus, realtime.status);
}
