import type { BootDefaults, BootOptions, Embed, EventName, Listener } from "./embedding.ts";

/** What host pages call. Before the script has loaded they may queue: `Tandem("open")` or `Tandem.push(["open"])`. */
export interface TandemApi {
  (command: string, ...args: unknown[]): unknown;
  boot: (options: Partial<BootOptions> & { site: string }) => void;
  open: () => void;
  close: () => void;
  setUser: (identity: string) => Promise<void>;
  reset: () => void;
  on: (event: EventName, listener: Listener) => () => void;
  push: (call: ArrayLike<unknown>) => unknown;
}

type Calls = ArrayLike<unknown>[];

/** Puts `window.Tandem` in place and runs what was queued, in order. A bad call is logged, never thrown. */
export function connectCommands(embed: Embed, defaults: BootDefaults): TandemApi {
  const early = (window as { Tandem?: Calls | { q?: Calls } }).Tandem;
  const calls: Calls = Array.isArray(early) ? early : (early?.q ?? []);

  const api = ((command: string, ...args: unknown[]) => run([command, ...args])) as TandemApi;
  api.boot = (options) => embed.boot({ ...defaults, ...options });
  api.open = () => embed.open();
  api.close = () => embed.close();
  api.setUser = (identity) => embed.setUser(identity);
  api.reset = () => embed.reset();
  api.on = (event, listener) => embed.on(event, listener);
  api.push = (call) => run(Array.from(call));

  const run = ([command, ...args]: unknown[]): unknown => {
    const known: Record<string, (...a: never[]) => unknown> = { boot: api.boot, open: api.open, close: api.close, setUser: api.setUser, reset: api.reset, on: api.on };
    const act = typeof command === "string" ? known[command] : undefined;
    if (act) return act(...(args as never[]));
    console.warn(`Tandem: unknown command ${String(command)}`);
    return undefined;
  };
  (window as unknown as { Tandem: TandemApi }).Tandem = api;
  // `on` first, whatever the order: a listener queued late must not miss what earlier commands cause.
  const list = Array.from(calls).map((c) => Array.from(c));
  list.filter((c) => c[0] === "on").forEach(run);
  list.filter((c) => c[0] !== "on").forEach(run);
  return api;
}
