import { useT } from "@tandem/i18n/react";
import { CannedReplies } from "@/lib/canned/index.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import css from "./Preferences.module.css";

/** Canned replies that only I see. */
export function CannedCard() {
  const t = useT(messages);
  const can = useCan();
  if (!can("conversations.reply")) return null;
  return (
    <section className={css.card}>
      <h2>{t("canned")}</h2>
      <CannedReplies scope="own" />
    </section>
  );
}
