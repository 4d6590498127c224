import type { BoardQueue, Row } from "@tandem/api";

export type Level = "plain" | "ok" | "warn" | "bad";

/** Against the goal: met, missed, missed by more than ten points. */
export function serviceLevel(value: number | null, goal: number): Level {
  if (value === null) return "plain";
  if (value >= goal) return "ok";
  return value >= goal - 0.1 ? "warn" : "bad";
}

/** Seconds waited against the target: beyond it amber, beyond three times red. */
export function wait(seconds: number | null, target: number): Level {
  if (seconds === null || seconds <= target) return "plain";
  return seconds <= 3 * target ? "warn" : "bad";
}

/** Within how many seconds a row's queue wants it answered; Infinity for a queue that the board does not show. */
export function targetOf(row: Pick<Row, "queue">, queues: readonly Pick<BoardQueue, "id" | "sl_target_s">[]): number {
  return queues.find((q) => q.id === row.queue?.id)?.sl_target_s ?? Infinity;
}

/** More people waiting than agents free. */
export function backlog(waiting: number, free: number): Level {
  if (waiting === 0) return "plain";
  if (waiting <= free) return "ok";
  return waiting > free + 5 ? "bad" : "warn";
}

export const percent = (share: number | null | undefined): string => (share === null || share === undefined ? "—" : `${Math.round(share * 1000) / 10}%`);
