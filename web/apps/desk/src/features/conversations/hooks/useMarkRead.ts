import type { ConversationDetail, Message } from "@tandem/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/lib/api.ts";
import { useMe } from "@/lib/session.tsx";
import { putRead } from "../api/details.ts";
import { putUnread } from "../api/lists.ts";

/** Marks the customer's messages read once their own agent has them on a visible page. */
export function useMarkRead(detail: ConversationDetail | undefined, messages: readonly Message[], atEnd: boolean): void {
  const client = useQueryClient();
  const me = useMe();
  const sent = useRef({ id: "", seq: 0 });
  const mine = detail?.agent?.id === me.id;
  const last = messages.findLast((m) => m.role === "customer")?.seq ?? 0;
  const id = detail?.id;
  const unread = mine && atEnd && last > (detail?.agent_read_seq ?? 0);

  useEffect(() => {
    if (!unread || !id) return;
    const mark = () => {
      if (document.hidden || (sent.current.id === id && sent.current.seq >= last)) return;
      sent.current = { id, seq: last };
      api.conversations.markRead(id, last).then(
        () => {
          putRead(client, id, "agent", last);
          putUnread(client, id, 0);
        },
        () => (sent.current = { id: "", seq: 0 }),
      );
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [client, id, last, unread]);
}
