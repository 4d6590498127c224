import { useT } from "@tandem/i18n/react";
import { chime, notify } from "@/lib/attention.ts";
import { usePreferences } from "@/lib/preferences.ts";
import { useFrames } from "@/lib/realtime.ts";
import { messages } from "../messages.ts";

/** A draft waits seconds: it calls whoever looks elsewhere or had nothing to do. Who is at work sees it in the line. */
export function useCalls(busy: boolean): void {
  const t = useT(messages);
  const [{ sound, notifications }] = usePreferences();
  useFrames("draft", ({ draft }) => {
    if (busy && !document.hidden) return;
    if (sound) chime("message");
    if (notifications) notify(t("calls"), draft.question || t("attachment"), "silent-seat", () => {});
  });
}
