import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ComposerDrafts, type ComposerMode } from "@/lib/composerDrafts.ts";
import { useMe } from "@/lib/session.tsx";

export function useDrafts(): ComposerDrafts {
  const { id } = useMe();
  return useMemo(() => new ComposerDrafts(id, globalThis.localStorage ?? null), [id]);
}

/** Text and mode of the field for one conversation; every change is kept at once. */
export function useDraft(conversationId: string) {
  const drafts = useDrafts();
  const [draft, setDraft] = useState(() => drafts.read(conversationId) ?? { mode: "reply" as ComposerMode, text: "" });
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => drafts.prune(), [drafts]);

  const change = useCallback(
    (patch: { text?: string; mode?: ComposerMode }) => {
      const next = { ...latest.current, ...patch };
      latest.current = next;
      setDraft(next);
      drafts.write(conversationId, next.mode, next.text);
    },
    [conversationId, drafts],
  );
  return { mode: draft.mode, text: draft.text, change };
}
