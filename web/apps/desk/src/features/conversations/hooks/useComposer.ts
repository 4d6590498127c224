import type { ConversationDetail, Message } from "@tandem/api";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useCustomerName } from "@/lib/names.ts";
import { useMe } from "@/lib/session.tsx";
import { textFault } from "../rules/allowed.ts";
import { fillVariables, mentionedIn, openVariables, splice } from "../rules/canned.ts";
import type { Thread } from "./thread.ts";
import { useDraft } from "./useDraft.ts";
import { useSuggestMenu, type SuggestItem } from "./useSuggestMenu.ts";
import { useTypingSignal } from "./useTyping.ts";
import { useUploads } from "./useUploads.ts";

/** Everything behind the text field: draft, menus, files, and what pressing send does. */
export function useComposer(detail: ConversationDetail, thread: Thread, canReply: boolean, quoted: Message | null, clearQuote: () => void) {
  const me = useMe();
  const customerName = useCustomerName();
  const draft = useDraft(detail.id);
  const { text, change } = draft;
  // Where replying is closed the field is for notes, without touching what the draft is meant for.
  const mode = canReply ? draft.mode : "note";
  const [caret, setCaret] = useState(0);
  const field = useRef<HTMLTextAreaElement | null>(null);
  const files = useUploads(detail.id);
  const typing = useTypingSignal(detail.id);
  const suggest = useSuggestMenu(mode, text, caret);

  const open = mode === "reply" ? openVariables(text) : [];
  const done = files.uploads.filter((u) => u.attachment);
  const uploading = files.uploads.some((u) => u.state === "uploading");
  const fault = textFault(text, open);
  const sendable = !uploading && (fault === null || (fault === "empty" && mode === "reply" && done.length > 0));

  const place = (next: { text: string; caret: number }) => {
    // The text is in at once: what is typed next goes behind the caret, however fast it comes.
    flushSync(() => {
      change({ text: next.text });
      setCaret(next.caret);
    });
    field.current?.focus();
    field.current?.setSelectionRange(next.caret, next.caret);
  };

  const filled = (raw: string) =>
    fillVariables(raw, {
      "customer.name": detail.customer.name ?? customerName(detail.customer), "agent.name": me.name, "queue.name": detail.queue?.name,
      "customer.phone": detail.customer.phone, "conversation.id": detail.id,
    });

  const choose = (item: SuggestItem) => {
    if (suggest.menu) place(splice(text, suggest.menu.start, caret, filled(item.insert)));
  };
  const insert = (raw: string) => {
    const at = field.current?.selectionStart ?? text.length;
    // A canned reply's slash only counts at the start of a word.
    if (raw === "/" && at > 0 && !/\s/.test(text[at - 1]!)) raw = " /";
    if (mode === "note") change({ mode: "reply" });
    place(splice(text, at, field.current?.selectionEnd ?? at, filled(raw)));
  };
  const type = (value: string, at: number) => {
    change({ text: value });
    setCaret(at);
    if (mode === "reply" && value) typing();
  };

  const send = () => {
    if (!sendable) return;
    if (mode === "note") thread.send({ mode, text: text.trim(), mentions: mentionedIn(text, suggest.people) });
    else {
      for (const { attachment } of done) thread.send({ mode, text: "", attachment: attachment! });
      if (fault === null) thread.send({ mode, text: text.trim(), ...(quoted && { reply_to: quoted.id }) });
      files.clear();
      clearQuote();
    }
    // A note is an aside: the next words go to the customer again.
    change({ text: "", mode: "reply" });
    setCaret(0);
  };

  return { mode, text, change, setCaret, field, files, suggest, open, sendable, fault, choose, insert, type, send };
}
