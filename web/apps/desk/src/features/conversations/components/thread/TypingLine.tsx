import { useT } from "@tandem/i18n/react";
import { useTyping } from "../../hooks/useTyping.ts";
import { threadMessages } from "../../messages.thread.ts";
import css from "./Thread.module.css";

/** What the other side is typing right now; of customers also the words so far. */
export function TypingLine({ conversationId, customerName }: { conversationId: string; customerName: string }) {
  const t = useT(threadMessages);
  const [typing] = useTyping(conversationId);
  if (!typing) return null;
  const name = typing.role === "customer" ? customerName : (typing.name ?? "");
  return (
    <div className={css.typing} data-testid="typing">
      <span className={css.dots} aria-hidden="true"><i /><i /><i /></span>
      {typing.text ? <>{t("preview", { name })}<em>{typing.text}</em></> : t("typing", { name })}
    </div>
  );
}
