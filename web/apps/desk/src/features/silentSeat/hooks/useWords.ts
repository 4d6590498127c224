import type { Draft } from "@tandem/api";
import { useCallback, useMemo, useState } from "react";
import { ComposerDrafts } from "@/lib/composerDrafts.ts";
import { useMe } from "@/lib/session.tsx";

/** What I wrote for a draft and did not send. */
export interface Unsent {
  draft: Draft;
  text: string;
}

export interface Words {
  of: (id: string) => string | null;
  /** Of drafts that are over: time ran out, the customer wrote on, a colleague was faster. */
  left: readonly Unsent[];
  keep: (draft: Draft, text: string) => void;
  drop: (id: string) => void;
  /** Into the composer of its conversation, unless something stands there. */
  carry: (draft: Draft, text: string) => void;
}

type Kept = ReadonlyMap<string, Unsent>;

// By person. Who looks at another page comes back to them; a reload forgets.
const REMEMBERED = new Map<string, Kept>();

/** My unfinished words: they outlive the draft that they were for. */
export function useWords(drafts: readonly Draft[]): Words {
  const me = useMe();
  const [kept, setKept] = useState<Kept>(() => REMEMBERED.get(me.id) ?? new Map());
  const change = useCallback((how: (old: Kept) => Kept) => {
    const next = how(REMEMBERED.get(me.id) ?? new Map());
    REMEMBERED.set(me.id, next);
    setKept(next);
  }, [me.id]);
  const keep = useCallback((draft: Draft, text: string) => change((old) => new Map(old).set(draft.id, { draft, text })), [change]);
  const drop = useCallback((id: string) => change((old) => (old.has(id) ? new Map([...old].filter(([one]) => one !== id)) : old)), [change]);
  const carry = useCallback((draft: Draft, text: string) => {
    const composer = new ComposerDrafts(me.id, globalThis.localStorage ?? null);
    if (!composer.read(draft.conversation_id)?.text.trim()) composer.write(draft.conversation_id, "reply", text);
  }, [me.id]);
  return useMemo(() => {
    const waiting = new Set(drafts.map((d) => d.id));
    return { of: (id) => kept.get(id)?.text ?? null, left: [...kept.values()].filter((u) => !waiting.has(u.draft.id)), keep, drop, carry };
  }, [kept, drafts, keep, drop, carry]);
}
