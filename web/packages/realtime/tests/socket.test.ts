import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffDelay, ReconnectingSocket, type Frame, type Status } from "../src/index.ts";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: ((e: { code: number; reason: string }) => void) | null = null;
  sent: Frame[] = [];
  closed = false;
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  open() {
    this.onopen?.();
  }
  say(frame: Frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  die(code = 1006) {
    this.onclose?.({ code, reason: "" });
  }
}

class Signals {
  onLine = true;
  hidden = false;
  private listeners = new Map<string, Set<() => void>>();
  addEventListener(t: string, l: () => void) {
    this.listeners.set(t, (this.listeners.get(t) ?? new Set()).add(l));
  }
  removeEventListener(t: string, l: () => void) {
    this.listeners.get(t)?.delete(l);
  }
  fire(t: string) {
    this.listeners.get(t)?.forEach((l) => l());
  }
}

function setup() {
  const frames: Frame[] = [];
  const states: Status["state"][] = [];
  const network = new Signals();
  const page = new Signals();
  let last = 0;
  const socket = new ReconnectingSocket({
    url: "ws://x",
    hello: () => ({ type: "hello", after: last }),
    onFrame: (f) => {
      frames.push(f);
      if (f.type === "message") last = f.seq as number;
    },
    onStatus: (s) => states.push(s.state),
    environment: { open: () => new FakeSocket() as unknown as WebSocket, random: () => 1, network, page },
  });
  return { socket, frames, states, network, page };
}

const latest = () => FakeSocket.all[FakeSocket.all.length - 1]!;
const ready = () => {
  latest().open();
  latest().say({ type: "ready" });
};

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
});
afterEach(() => vi.useRealTimers());

describe("ReconnectingSocket", () => {
  it("says hello with the last sequence number at every connect", () => {
    const { socket, frames } = setup();
    socket.start();
    ready();
    expect(latest().sent[0]).toEqual({ type: "hello", after: 0 });
    latest().say({ type: "message", seq: 7 });
    latest().die();
    vi.advanceTimersByTime(500);
    ready();
    expect(FakeSocket.all).toHaveLength(2);
    expect(latest().sent[0]).toEqual({ type: "hello", after: 7 });
    expect(frames.map((f) => f.type)).toEqual(["ready", "message", "ready"]);
  });

  it("backs off to the ceiling, and starts afresh after a link that lived", () => {
    const { socket } = setup();
    socket.start();
    const waits = [500, 1000, 2000, 4000, 8000, 15000, 15000];
    waits.forEach((wait, i) => {
      latest().die();
      expect(socket.status).toMatchObject({ state: "waiting", attempt: i + 1 });
      vi.advanceTimersByTime(wait - 1);
      expect(FakeSocket.all).toHaveLength(i + 1);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.all).toHaveLength(i + 2);
    });
    ready();
    vi.advanceTimersByTime(6_000);
    latest().die();
    expect(socket.status).toMatchObject({ state: "waiting", attempt: 1 });
  });

  it("does not hammer a server that accepts and drops at once", () => {
    const { socket } = setup();
    socket.start();
    for (let i = 0; i < 4; i += 1) {
      ready();
      latest().die();
      vi.advanceTimersByTime(500 * 2 ** i);
    }
    ready();
    latest().die();
    expect(socket.status).toMatchObject({ attempt: 5 });
  });

  it("stops for good when the token is refused", () => {
    const { socket } = setup();
    socket.start();
    latest().open();
    latest().die(4401);
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(socket.status).toMatchObject({ state: "refused", code: 4401 });
  });

  it("answers pings and keeps them to itself", () => {
    const { socket, frames } = setup();
    socket.start();
    ready();
    latest().say({ type: "ping" });
    expect(latest().sent).toContainEqual({ type: "pong" });
    expect(frames.map((f) => f.type)).toEqual(["ready"]);
  });

  it("gives up a silent link", () => {
    const { socket } = setup();
    socket.start();
    ready();
    const first = latest();
    vi.advanceTimersByTime(40_000);
    first.say({ type: "ping" });
    vi.advanceTimersByTime(40_000);
    expect(socket.status.state).toBe("ready");
    vi.advanceTimersByTime(20_000);
    expect(socket.status.state).toBe("waiting");
    expect(first.closed).toBe(true);
  });

  it("gives up a server that never becomes ready", () => {
    const { socket } = setup();
    socket.start();
    latest().open();
    vi.advanceTimersByTime(10_000);
    expect(socket.status.state).toBe("waiting");
  });

  it("waits while the device is offline and comes back at once", () => {
    const { socket, network } = setup();
    socket.start();
    ready();
    network.onLine = false;
    network.fire("offline");
    expect(socket.status.state).toBe("offline");
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    network.onLine = true;
    network.fire("online");
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("replaces a link that went quiet while the page slept", () => {
    const { socket, page } = setup();
    socket.start();
    ready();
    vi.setSystemTime(Date.now() + 31_000); // asleep: the clock moves, timers do not
    page.fire("visibilitychange");
    expect(FakeSocket.all).toHaveLength(2);
    ready();
    page.fire("visibilitychange");
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("ignores a frame of a link it has already left", () => {
    const { socket, frames } = setup();
    socket.start();
    ready();
    const old = latest();
    socket.reconnect();
    old.say({ type: "message", seq: 1 });
    expect(frames.map((f) => f.type)).toEqual(["ready"]);
    expect(old.closed).toBe(true);
  });

  it("sends only when live", () => {
    const { socket } = setup();
    expect(socket.send({ type: "typing" })).toBe(false);
    socket.start();
    expect(socket.send({ type: "typing" })).toBe(false);
    ready();
    expect(socket.send({ type: "typing" })).toBe(true);
    socket.stop();
    expect(socket.send({ type: "typing" })).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});

describe("backoffDelay", () => {
  it("stays within half and whole of the doubled delay", () => {
    const b = { min: 500, max: 15_000 };
    expect(backoffDelay(0, b, () => 0)).toBe(250);
    expect(backoffDelay(0, b, () => 1)).toBe(500);
    expect(backoffDelay(50, b, () => 1)).toBe(15_000);
  });
});
