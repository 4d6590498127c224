import type { ConversationDetail } from "@tandem/api";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useT } from "@tandem/i18n/react";
import { useNavigate } from "react-router";
import { keys } from "@/lib/query.ts";
import { nameOf } from "@/lib/names.ts";
import { notify } from "@/lib/attention.ts";
import { useFrames } from "@/lib/realtime.ts";
import { useMe } from "@/lib/session.tsx";
import { handoverHappened, putRead, putViewers } from "../api/details.ts";
import { mentionsChanged, putCounts, putRow, refetchConversations } from "../api/lists.ts";
import { messages } from "../messages.ts";

/** Keeps lists, counts and details as the socket tells them. Mounted once, in the shell. */
export function useConversationFrames(): void {
  const client = useQueryClient();
  const me = useMe();
  const t = useT(messages);
  const navigate = useNavigate();
  const { notification } = App.useApp();

  useFrames("row", ({ row, removed_from }) => {
    const detail = client.getQueryData<ConversationDetail>(keys.detail(row.id));
    const handover = handoverHappened(detail, row);
    putRow(client, row, me.id, removed_from);
    if (handover) void client.invalidateQueries({ queryKey: keys.detail(row.id) });
  });
  // A rating, a wrap-up, a hand-over: what the panel shows beside the messages has changed too.
  useFrames("message", ({ message }) => {
    if (message.kind === "system") void client.invalidateQueries({ queryKey: keys.detail(message.conversation_id) });
  });
  useFrames("counts", ({ counts }) => putCounts(client, counts));
  useFrames("read", (f) => putRead(client, f.conversation_id, f.role, f.seq));
  useFrames("viewers", (f) => putViewers(client, f.conversation_id, f.viewers));
  useFrames("resync", () => refetchConversations(client));
  useFrames("mention", (f) => {
    const title = t("mention.title", { name: nameOf(f.by) });
    const open = () => void navigate(`/conversations/${f.conversation_id}?view=mentioned`);
    mentionsChanged(client);
    void client.invalidateQueries({ queryKey: keys.detail(f.conversation_id) });
    notification.info({ title, description: f.text, onClick: open });
    notify(title, f.text, `mention-${f.conversation_id}`, open);
  });
}
