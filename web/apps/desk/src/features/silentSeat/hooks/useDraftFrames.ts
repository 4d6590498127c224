import type { DraftState } from "@tandem/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "@/lib/query.ts";
import { realtime, useFrames } from "@/lib/realtime.ts";
import { dropDraft, putDraft, putHolder, refetchDrafts } from "../api/drafts.ts";

/** Keeps the line as the socket tells it; `onGone` hears of drafts that others, time or the customer ended. */
export function useDraftFrames(me: string, onGone: (id: string, state: DraftState, by: string | null) => void): void {
  const client = useQueryClient();
  useEffect(() => realtime.watch("drafts"), []);
  useFrames("draft", ({ draft }) => putDraft(client, draft));
  useFrames("draft_held", (f) => putHolder(client, f.draft_id, f.held_by, f.due_at));
  useFrames("draft_gone", (f) => {
    dropDraft(client, f.draft_id);
    void client.invalidateQueries({ queryKey: keys.draftFigures });
    if (f.by_id !== me) onGone(f.draft_id, f.state, f.by);
  });
  useFrames("silent_seat", () => void client.invalidateQueries({ queryKey: keys.silentSeat }));
  useFrames("resync", () => refetchDrafts(client));
}
