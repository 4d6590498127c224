export type ComposerMode = "reply" | "note";

export interface Draft {
  mode: ComposerMode;
  text: string;
  /** Epoch ms of the last change. */
  at: number;
}

type Store = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

const PREFIX = "tandem.desk.draft.";
const KEEP_MS = 30 * 86_400_000;

/** What stands unsent in the composer, one text per conversation and person, in the browser's own storage. */
export class ComposerDrafts {
  constructor(
    private readonly staffId: string,
    private readonly storage: Store | null,
    private readonly now: () => number = Date.now,
  ) {}

  read(conversationId: string): Draft | null {
    return this.draftAt(this.key(conversationId));
  }

  write(conversationId: string, mode: ComposerMode, text: string): void {
    try {
      if (text.trim() === "" && mode === "reply") this.storage?.removeItem(this.key(conversationId));
      else this.storage?.setItem(this.key(conversationId), JSON.stringify({ mode, text, at: this.now() }));
    } catch {
      // Storage is full or blocked: the text lives on in the field only.
    }
  }

  /** Conversations of mine that hold unsent text. */
  ids(): Set<string> {
    const mine = `${PREFIX}${this.staffId}.`;
    return new Set(this.keys().filter((k) => k.startsWith(mine) && this.draftAt(k)?.text.trim()).map((k) => k.slice(mine.length)));
  }

  /** Forgets drafts nobody came back to. */
  prune(): void {
    for (const key of this.keys()) {
      if (!key.startsWith(PREFIX)) continue;
      if (this.now() - (this.draftAt(key)?.at ?? 0) > KEEP_MS) this.storage?.removeItem(key);
    }
  }

  private draftAt(key: string): Draft | null {
    try {
      const draft = JSON.parse(this.storage?.getItem(key) ?? "null") as Draft | null;
      return draft && typeof draft.text === "string" ? draft : null;
    } catch {
      return null;
    }
  }

  private keys(): string[] {
    return Array.from({ length: this.storage?.length ?? 0 }, (_, i) => this.storage!.key(i)!);
  }

  private key(conversationId: string): string {
    return `${PREFIX}${this.staffId}.${conversationId}`;
  }
}
