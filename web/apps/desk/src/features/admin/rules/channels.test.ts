import type { ChannelField, ChannelHealth } from "@tandem/api";
import { describe, expect, it } from "vitest";
import { sorted, stateOf } from "./channels.ts";

const NOW = Date.parse("2026-11-22T03:00:00Z");
const health = (more: Partial<ChannelHealth> = {}): ChannelHealth => ({
  id: "a", kind: "wechat", key: "main", name: "公众号", queue_key: "general", paused_at: null, created_at: "2026-11-01T00:00:00Z", last_in_at: "2026-11-22T02:59:00Z", last_out_at: null,
  last_error_at: null, last_error: null, incoming: 0, held_in: 0, outgoing: 0, held: 0, failed: 0, oldest_at: null, installed: true, capabilities: null, ...more,
});

describe("state of an account", () => {
  it.each([
    [{}, "well"],
    [{ installed: false, failed: 2 }, "absent"],
    [{ failed: 1, paused_at: "2026-11-22T02:00:00Z" }, "trouble"],
    [{ held_in: 1 }, "trouble"],
    [{ held: 3 }, "well"],
    [{ paused_at: "2026-11-22T02:00:00Z" }, "paused"],
    [{ last_error_at: "2026-11-22T02:58:00Z" }, "well"],
    [{ last_error_at: "2026-11-22T02:59:30Z" }, "trouble"],
    [{ last_in_at: null, last_error_at: "2026-11-22T02:59:30Z" }, "trouble"],
    [{ outgoing: 4, oldest_at: "2026-11-22T02:54:00Z" }, "slow"],
    [{ outgoing: 4, oldest_at: "2026-11-22T02:57:00Z" }, "well"],
  ] as const)("%o is %s", (more, state) => {
    expect(stateOf(health(more), NOW)).toBe(state);
  });
});

const field = (key: string, kind: ChannelField["kind"]): ChannelField => ({ key, kind, required: false, choices: [], default: null, label: key });

it("sorts what was filled in and leaves out what was not", () => {
  const fields = [field("host", "text"), field("port", "number"), field("tls", "switch"), field("note", "text"), field("password", "secret"), field("token", "secret")];
  expect(sorted(fields, { host: " imap.example ", port: 0, tls: false, note: "", password: " p ", token: "", other: "x" })).toEqual({
    settings: { host: "imap.example", port: 0, tls: false },
    secrets: { password: " p " },
  });
});
