import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { canRecord, lengthText, LONGEST_MS, Recording } from "../src/recording.ts";

class FakeRecorder {
  static last: FakeRecorder;
  static types = ["audio/webm;codecs=opus"];
  static isTypeSupported = (type: string) => FakeRecorder.types.includes(type);
  state = "inactive";
  ondataavailable: ((e: { data: Blob }) => void) | null = null;
  onstop: (() => void) | null = null;
  constructor(readonly stream: unknown, readonly options: { mimeType: string }) {
    FakeRecorder.last = this;
  }
  start(): void {
    this.state = "recording";
  }
  stop(): void {
    this.state = "inactive";
    void Promise.resolve().then(() => {
      this.ondataavailable?.({ data: new Blob(["sound"]) });
      this.onstop?.();
    });
  }
}

let stopped: number;
let ask: () => Promise<unknown>;
const named = (name: string) => () => Promise.reject(Object.assign(new Error(name), { name }));

beforeEach(() => {
  vi.useFakeTimers();
  stopped = 0;
  FakeRecorder.types = ["audio/webm;codecs=opus"];
  ask = () => Promise.resolve({ getTracks: () => [{ stop: () => (stopped += 1) }] });
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("MediaRecorder", FakeRecorder);
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => ask() } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("where nothing can be recorded", () => {
  it.each([
    ["an insecure page", () => vi.stubGlobal("isSecureContext", false)],
    ["an old browser", () => vi.stubGlobal("MediaRecorder", undefined)],
    ["no microphone interface", () => vi.stubGlobal("navigator", {})],
    ["no format of ours", () => (FakeRecorder.types = ["video/x-odd"])],
  ])("%s has no button", (_, spoil) => {
    expect(canRecord()).toBe(true);
    spoil();
    expect(canRecord()).toBe(false);
  });

  it("has no button where the host page's policy forbids the microphone", () => {
    Object.defineProperty(document, "featurePolicy", { value: { allowsFeature: () => false }, configurable: true });
    expect(canRecord()).toBe(false);
    delete (document as { featurePolicy?: unknown }).featurePolicy;
  });

  it.each([
    ["NotAllowedError", "voice.refused"],
    ["NotFoundError", "voice.no_microphone"],
    ["NotReadableError", "voice.busy"],
    ["TypeError", "voice.unsupported"],
  ])("says why: %s", async (name, key) => {
    ask = named(name);
    await expect(Recording.begin()).rejects.toMatchObject({ key });
  });
});

describe("a voice note", () => {
  it("is a file of its type, with its length, and lets the microphone go", async () => {
    const recording = await Recording.begin();
    vi.advanceTimersByTime(4_200);
    const note = await recording.finish();
    expect(note.duration_ms).toBe(4_200);
    expect([note.file.name, note.file.type]).toEqual(["voice.webm", "audio/webm"]);
    expect(stopped).toBeGreaterThan(0);
  });

  it("records as phones do where only that is to be had", async () => {
    FakeRecorder.types = ["audio/mp4"];
    const note = await (await Recording.begin()).finish();
    expect([note.file.name, note.file.type]).toEqual(["voice.m4a", "audio/mp4"]);
  });

  it("ends by itself after a minute and can still be sent", async () => {
    const recording = await Recording.begin();
    const ended = vi.fn();
    recording.onEnded = ended;
    await vi.advanceTimersByTimeAsync(LONGEST_MS + 5_000);
    expect(ended).toHaveBeenCalledTimes(1);
    expect((await recording.finish()).duration_ms).toBe(LONGEST_MS);
  });

  it("is nobody's when cancelled", async () => {
    const recording = await Recording.begin();
    const ended = vi.fn();
    recording.onEnded = ended;
    recording.cancel();
    await vi.advanceTimersByTimeAsync(10);
    expect(ended).not.toHaveBeenCalled();
    expect(stopped).toBeGreaterThan(0);
  });

  it.each([[1, "0:00"], [7_400, "0:07"], [59_600, "1:00"], [60_000, "1:00"]])("%i ms reads %s", (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });
});
