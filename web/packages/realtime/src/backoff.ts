export interface Backoff {
  /** First delay, milliseconds. */
  min: number;
  /** Ceiling, milliseconds. */
  max: number;
}

/**
 * Delay before attempt number `attempt` (0 = first), in milliseconds. Doubles up to `max`; the upper half
 * is random, so that a thousand clients dropped together do not come back together.
 */
export function backoffDelay(attempt: number, { min, max }: Backoff, random: () => number = Math.random): number {
  const ceiling = Math.min(max, min * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling * (0.5 + random() * 0.5));
}
