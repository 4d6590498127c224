import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, LoadingOutlined } from "@ant-design/icons";
import type { LoanCommand } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { shortTimeText, useNow } from "@tandem/ui";
import { lendingMessages, refusalText } from "../../messages.lending.ts";
import { timelineMessages } from "../../messages.timeline.ts";
import css from "./Lending.module.css";

const MARKS = {
  requested: <LoadingOutlined />, pending: <ClockCircleOutlined />, done: <CheckCircleOutlined />, refused: <CloseCircleOutlined />,
};
const TONES = { requested: "warn", pending: "warn", done: "ok", refused: "faint" } as const;
const SHOWN = 4;

/** What was asked of the core. Only what the core has confirmed looks done. */
export function Commands({ commands }: { commands: LoanCommand[] }) {
  const t = useT(lendingMessages);
  const m = useT(timelineMessages);
  const { locale } = useLocale();
  const now = useNow();
  if (commands.length === 0) return null;
  return (
    <div className={css.commands}>
      <h4>{t("commands")}</h4>
      <ul className={css.plain}>
        {commands.slice(0, SHOWN).map((one) => (
          <li key={one.id} data-testid="loan-command" data-state={one.state} data-kind={one.kind}>
            <span className={css[TONES[one.state]]}>{MARKS[one.state]} {t(`command.${one.state}`)}</span> {m(`command.${one.kind}`)}
            <small className={css.faint}> {shortTimeText(one.requested_at, locale, now)}{one.number && ` · ${one.number}`}{one.refusal && ` · ${refusalText(t, one.refusal)}`}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
