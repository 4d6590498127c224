import type { OutboxStorage } from "@tandem/realtime";

/** The part of `localStorage` that is used. */
export type KeyValues = OutboxStorage;

class MemoryStorage implements KeyValues {
  constructor(private readonly map = new Map<string, string>()) {}
  get length(): number {
    return this.map.size;
  }
  key(index: number): string | null {
    return Array.from(this.map.keys())[index] ?? null;
  }
  getItem(key: string): string | null {
    return this.map.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.map.set(key, value);
  }
  removeItem(key: string): void {
    this.map.delete(key);
  }
}

/** Lasts as long as the program. */
export function memoryStorage(): KeyValues {
  return new MemoryStorage();
}

/** localStorage where it works (it may be blocked, or have no room at all in private windows), else memory. */
export function pageStorage(): KeyValues {
  try {
    const probe = "tandem:probe";
    window.localStorage.setItem(probe, "1");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch {
    return memoryStorage();
  }
}

/** JSON values under one prefix. Unreadable values read as null; a full store is not an error. */
export class Shelf {
  constructor(
    readonly storage: KeyValues,
    readonly prefix: string,
  ) {}

  get<T>(name: string): T | null {
    try {
      return JSON.parse(this.storage.getItem(this.prefix + name) ?? "null") as T | null;
    } catch {
      return null;
    }
  }

  put(name: string, value: unknown): void {
    try {
      if (value === null || value === undefined) this.storage.removeItem(this.prefix + name);
      else this.storage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      /* full: the value lives as long as the page */
    }
  }
}

/** A store that answers later: React Native's AsyncStorage, a key chain, a file. */
export interface SlowStorage {
  getAllKeys(): Promise<readonly string[]>;
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<unknown>;
  removeItem(key: string): Promise<unknown>;
}

/** Reads the SDK's keys of a slow store into memory, once; from then on changes go through to it in order. A store that
 *  fails is told to `onError` and does without: the chat goes on in memory. */
export async function loadStorage(slow: SlowStorage, onError: (error: unknown) => void = () => undefined): Promise<KeyValues> {
  const map = new Map<string, string>();
  try {
    const keys = (await slow.getAllKeys()).filter((key) => key.indexOf("tandem:") === 0);
    for (const key of keys) map.set(key, (await slow.getItem(key)) ?? "null");
  } catch (error) {
    onError(error);
  }
  let last: Promise<unknown> = Promise.resolve();
  const after = (write: () => Promise<unknown>): void => void (last = last.then(write).catch(onError));
  return new (class extends MemoryStorage {
    override setItem(key: string, value: string): void {
      super.setItem(key, value);
      after(() => slow.setItem(key, value));
    }
    override removeItem(key: string): void {
      super.removeItem(key);
      after(() => slow.removeItem(key));
    }
  })(map);
}
