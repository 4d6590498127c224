import type { ChannelField, ChannelHealth, ChannelSettings } from "@tandem/api";

export type ChannelState = "well" | "paused" | "trouble" | "slow" | "absent";

const LATE_MS = 5 * 60_000;

/** What an administrator should see first. An error counts as long as nothing went well after it. */
export function stateOf(one: ChannelHealth, now: number): ChannelState {
  if (!one.installed) return "absent";
  const failing = one.last_error_at !== null && Math.max(at(one.last_in_at), at(one.last_out_at)) < at(one.last_error_at);
  if (one.failed > 0 || one.held_in > 0 || failing) return "trouble";
  if (one.paused_at !== null) return "paused";
  return one.oldest_at !== null && now - at(one.oldest_at) > LATE_MS ? "slow" : "well";
}

const at = (time: string | null) => (time === null ? 0 : Date.parse(time));

/** What the form holds, as the server wants it: empty fields are left out, untouched secrets stay as they are. */
export function sorted(fields: ChannelField[], values: Record<string, unknown>): { settings: ChannelSettings; secrets: Record<string, string> } {
  const settings: ChannelSettings = {};
  const secrets: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.key];
    if (value === undefined || value === null || value === "") continue;
    if (field.kind === "secret") secrets[field.key] = String(value);
    else if (typeof value === "string") settings[field.key] = value.trim();
    else settings[field.key] = value as number | boolean;
  }
  return { settings, secrets };
}
