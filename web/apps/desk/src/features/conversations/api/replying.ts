import type { ConversationDetail, Id, Message, ReplyOptions } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { useFrames } from "@/lib/realtime.ts";

const OWN_DOORS = ["web", "app"];
/** Not sooner: a burst of frames asks once. */
const LEAST_MS = 500;
const MOST_MS = 2 ** 31 - 1;

const optionsKey = (id: Id) => [...keys.detail(id), "reply-options"];

/** What may be written now; null on web pages and in apps, where anything goes at any time. */
export function useReplyOptions(detail: ConversationDetail): ReplyOptions | null {
  const client = useQueryClient();
  const enabled = !OWN_DOORS.includes(detail.channel);
  const query = useQuery({ queryKey: optionsKey(detail.id), queryFn: () => api.conversations.replyOptions(detail.id), enabled, staleTime: 5_000 });
  const again = () => void client.invalidateQueries({ queryKey: optionsKey(detail.id) });
  useFrames("message", ({ message }) => enabled && message.conversation_id === detail.id && again());
  useFrames("message_state", (frame) => enabled && frame.conversation_id === detail.id && again());
  // The window closes by itself while somebody writes.
  const ends = query.data?.verdict === "free" ? query.data.until : null;
  useEffect(() => {
    if (!ends) return;
    const timer = setTimeout(again, Math.min(MOST_MS, Math.max(LEAST_MS, Date.parse(ends) - Date.now() + LEAST_MS)));
    return () => clearTimeout(timer);
  });
  return query.data ?? null;
}

const templatesKey = (id: Id) => [...keys.detail(id), "reply-templates"];

/** Figures of loans are asked of the ledger each time somebody opens the list. */
export const useReplyTemplates = (id: Id) =>
  useQuery({ queryKey: templatesKey(id), queryFn: () => api.conversations.replyTemplates(id), staleTime: 0, gcTime: 0 });

export interface TemplateMessage {
  client_id: string;
  template_id: Id;
  values: Record<string, string>;
  in_place_of?: Id;
}

/** Sends it; what was refused shows the newest figures beside the reason. */
export function useSendTemplate(id: Id, onSent: (message: Message) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (message: TemplateMessage) => api.conversations.sendTemplate(id, message),
    onSuccess: (message) => {
      onSent(message);
      void client.invalidateQueries({ queryKey: optionsKey(id) });
    },
    onError: () => void client.invalidateQueries({ queryKey: templatesKey(id) }),
  });
}
