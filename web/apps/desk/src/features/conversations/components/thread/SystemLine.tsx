import type { Message } from "@tandem/api";
import { useLocale } from "@tandem/i18n/react";
import { timeText } from "@tandem/ui";
import { systemComment, systemText } from "../../rules/systemText.ts";
import css from "./Thread.module.css";

export function SystemLine({ message }: { message: Message }) {
  const { locale } = useLocale();
  const comment = systemComment(message);
  return (
    <div className={css.system} data-testid="system-line" data-event={message.payload.event}>
      <span>
        {systemText(message, locale)} · <time dateTime={message.created_at}>{timeText(message.created_at, locale)}</time>
      </span>
      {comment && <q>{comment}</q>}
    </div>
  );
}
