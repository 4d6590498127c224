import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { isEditable, isMac, matchesChord, parseChord } from "./keys.ts";

/** Something the person can do: listed in the palette, on the shortcut sheet if it has keys. */
export interface Command {
  id: string;
  title: string;
  group: string;
  keys?: string;
  run: () => void;
  /** Holding the key down does it once, not many times. */
  once?: boolean;
  /** Not offered in the palette (palette itself, contextual keys). */
  hidden?: boolean;
}

/** The commands on offer now. The last registered owner of a chord wins, so a dialog may override a screen. */
export class CommandRegistry {
  private owners = new Map<symbol, Command[]>();
  private snapshot: Command[] = [];
  private listeners = new Set<() => void>();

  set(owner: symbol, commands: Command[]): void {
    this.owners.delete(owner);
    if (commands.length > 0) this.owners.set(owner, commands);
    this.snapshot = [...this.owners.values()].flat();
    for (const listener of this.listeners) listener();
  }

  list = (): Command[] => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Runs the command of a key press; true when there was one. */
  handle(event: KeyboardEvent, mac = isMac()): boolean {
    if (event.isComposing || event.defaultPrevented) return false;
    const typing = isEditable(event.target) || isEditable(globalThis.document?.activeElement ?? null);
    for (let i = this.snapshot.length - 1; i >= 0; i -= 1) {
      const command = this.snapshot[i]!;
      if (!command.keys) continue;
      const chord = parseChord(command.keys);
      if (typing && !chord.mod && !chord.alt) continue;
      if (!matchesChord(event, chord, mac)) continue;
      event.preventDefault();
      if (!(command.once && event.repeat)) command.run();
      return true;
    }
    return false;
  }
}

export const commands = new CommandRegistry();

/** Offers commands while the component is mounted. Re-registers only when what is shown of them changes. */
export function useCommands(list: Command[], registry: CommandRegistry = commands): void {
  const latest = useRef(list);
  // Before anybody can see what is new: a key that is pressed next acts on that.
  useLayoutEffect(() => {
    latest.current = list;
  });
  const shown = list.map((c) => [c.id, c.title, c.group, c.keys, c.hidden, c.once].join("\u0001")).join("\u0002");
  useEffect(() => {
    const owner = Symbol("commands");
    registry.set(owner, latest.current.map((c) => ({ ...c, run: () => latest.current.find((x) => x.id === c.id)?.run() })));
    return () => registry.set(owner, []);
  }, [shown, registry]);
}

export function useCommandList(registry: CommandRegistry = commands): Command[] {
  return useSyncExternalStore(registry.subscribe, registry.list);
}

/** One listener for the whole page. */
export function useCommandKeys(registry: CommandRegistry = commands): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => void registry.handle(event);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [registry]);
}
