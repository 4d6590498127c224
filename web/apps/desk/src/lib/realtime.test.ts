import { beforeEach, describe, expect, it, vi } from "vitest";
import { StaffRealtime } from "./realtime.ts";

class FakeSocket {
  static last: FakeSocket;
  sent: Record<string, unknown>[] = [];
  onopen?: () => void;
  onmessage?: (e: { data: string }) => void;
  onclose?: (e: { code: number; reason: string }) => void;
  constructor() {
    FakeSocket.last = this;
  }
  send = (text: string) => void this.sent.push(JSON.parse(text));
  close = () => {};
  say = (frame: object) => this.onmessage?.({ data: JSON.stringify(frame) });
  ready() {
    this.onopen?.();
    this.say({ type: "ready", server_time: new Date().toISOString() });
  }
}

describe("StaffRealtime", () => {
  beforeEach(() => void vi.stubGlobal("WebSocket", FakeSocket));

  it("restores open threads from their last number, topics too, and asks for a resync after a drop", () => {
    vi.useFakeTimers();
    const realtime = new StaffRealtime();
    const resync = vi.fn();
    let cursor = 5;
    realtime.on("resync", resync);
    realtime.start();
    FakeSocket.last.ready();
    realtime.openThread("c1", () => cursor);
    realtime.watch("board");
    expect(resync).not.toHaveBeenCalled();

    cursor = 9;
    FakeSocket.last.onclose?.({ code: 1006, reason: "" });
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.ready();
    expect(FakeSocket.last.sent).toEqual([{ type: "hello" }, { type: "open", conversation_id: "c1", after: 9 }, { type: "watch", topics: ["board"] }]);
    expect(resync).toHaveBeenCalledOnce();
    realtime.stop();
    vi.useRealTimers();
  });

  it("hands frames to their listeners until these leave", () => {
    const realtime = new StaffRealtime();
    const heard = vi.fn();
    const off = realtime.on("counts", heard);
    realtime.start();
    FakeSocket.last.ready();
    FakeSocket.last.say({ type: "counts", counts: {} });
    off();
    FakeSocket.last.say({ type: "counts", counts: {} });
    expect(heard).toHaveBeenCalledOnce();
    realtime.stop();
  });

  it("gives up and says so when the session is refused", () => {
    const refused = vi.fn();
    const realtime = new StaffRealtime(refused);
    realtime.start();
    FakeSocket.last.onclose?.({ code: 4401, reason: "not_signed_in" });
    expect(refused).toHaveBeenCalledOnce();
    realtime.stop();
  });
});
