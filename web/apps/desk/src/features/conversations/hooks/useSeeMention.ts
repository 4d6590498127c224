import type { ConversationDetail } from "@tandem/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { mentionsChanged } from "../api/lists.ts";

/** Once a note that mentions me is on a visible page it counts as new no more. */
export function useSeeMention(detail: ConversationDetail, atEnd: boolean): void {
  const client = useQueryClient();
  const { id, agent_read_seq: seq } = detail;
  const fresh = atEnd && detail.mentioned === true;
  useEffect(() => {
    if (!fresh) return;
    const see = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", see);
      // The number it already has: the mention alone is seen.
      api.conversations.markRead(id, seq).then(
        () => {
          client.setQueryData<ConversationDetail>(keys.detail(id), (known) => known && { ...known, mentioned: false });
          mentionsChanged(client);
        },
        () => document.addEventListener("visibilitychange", see),
      );
    };
    document.addEventListener("visibilitychange", see);
    see();
    return () => document.removeEventListener("visibilitychange", see);
  }, [client, id, seq, fresh]);
}
