import type { OutboxStorage } from "@tandem/realtime";

class MemoryStorage implements OutboxStorage {
  private map = new Map<string, string>();
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

/** localStorage where it works (it may be blocked, or have no room at all in private windows), else memory. */
export function openStorage(): OutboxStorage {
  try {
    const probe = "tandem:probe";
    window.localStorage.setItem(probe, "1");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch {
    return new MemoryStorage();
  }
}

/** JSON values under one prefix. Unreadable values read as null; a full store is not an error. */
export class Shelf {
  constructor(
    readonly storage: OutboxStorage,
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
