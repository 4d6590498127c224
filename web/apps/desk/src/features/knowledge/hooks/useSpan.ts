import { useT } from "@tandem/i18n/react";
import dayjs from "dayjs";
import { messages } from "../messages.ts";

/** From when until when something is in force, in words; days as the form shows them. */
export function useSpan(): (entry: { effective_from?: string | null; effective_to?: string | null }) => string {
  const t = useT(messages);
  const day = (iso: string) => dayjs(iso).format("YYYY-MM-DD");
  return ({ effective_from: from, effective_to: to }) =>
    [from && t("from", { date: day(from) }), to && t("until", { date: day(to) })].filter(Boolean).join(" ") || t("always");
}
