import type { Row } from "@tandem/api";

export type Urgency = "calm" | "soon" | "late";

/** Below this many seconds a deadline asks for attention. */
const SOON_S = { service_level: 10, first_response: 30, next_response: 60 } as const;

export interface Countdown {
  /** Seconds left; negative once it is late. */
  left: number;
  urgency: Urgency;
}

/** How a row's running deadline stands at `now` (epoch ms); null without one. */
export function countdown(sla: Row["sla"], now: number): Countdown | null {
  if (!sla?.due_at) return null;
  const left = (Date.parse(sla.due_at) - now) / 1000;
  if (sla.missed || left <= 0) return { left: Math.min(left, 0), urgency: "late" };
  return { left, urgency: left <= SOON_S[sla.kind] ? "soon" : "calm" };
}
