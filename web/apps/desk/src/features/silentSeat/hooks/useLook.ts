import { isProblem } from "@tandem/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/lib/api.ts";
import { dropDraft, putDraft } from "../api/drafts.ts";

// The server forgets a look after 12 seconds.
const RENEW_MS = 5_000;

/** Tells the others which draft is before me, as long as it is; `onLost` when somebody else has it or it is gone. */
export function useLook(id: string | null, onLost: (id: string) => void): void {
  const client = useQueryClient();
  const lost = useRef(onLost);
  useEffect(() => {
    lost.current = onLost;
  });
  useEffect(() => {
    if (id === null) return;
    let over = false;
    const look = async () => {
      try {
        const seen = await api.drafts.look(id);
        if (!over) putDraft(client, seen);
      } catch (error) {
        if (over || !(isProblem(error, "draft_held") || isProblem(error, "draft_gone") || isProblem(error, "draft_not_found"))) return;
        if (!isProblem(error, "draft_held")) dropDraft(client, id);
        lost.current(id);
      }
    };
    void look();
    const timer = setInterval(() => void look(), RENEW_MS);
    return () => {
      over = true;
      clearInterval(timer);
      // Decided drafts have no look any more: that is no fault.
      void api.drafts.stopLooking(id).catch(() => undefined);
    };
  }, [id, client]);
}
