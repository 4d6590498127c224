import { useSyncExternalStore } from "react";

// Server time minus this device's: waiting times and countdowns must not depend on a wrong local clock.
let offset = 0;
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

export const clock = {
  /** Server time, epoch milliseconds. */
  now: () => Date.now() + offset,
  /** Takes the server's time from a `ready` frame. Below 2 s the difference is network delay, not drift. */
  sync(serverTime: string) {
    const drift = Date.parse(serverTime) - Date.now();
    offset = Number.isFinite(drift) && Math.abs(drift) > 2_000 ? drift : 0;
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = clock.now();
    for (const l of listeners) l();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Epoch milliseconds, once a second, one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => (timer === undefined ? (current = Math.max(current, clock.now())) : current));
}
