import type { Loan } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Button, Progress } from "antd";
import { lendingMessages } from "../../messages.lending.ts";
import { dateText } from "../../rules/dates.ts";
import { doable, type LoanAct } from "../../rules/doable.ts";
import { yuan } from "@/lib/money.ts";
import css from "./Lending.module.css";

/** One loan: what is to pay, when, how late, and what can be done. */
export function LoanCard({ loan, mayAct, onDo }: { loan: Loan; mayAct: boolean; onDo: (act: LoanAct) => void }) {
  const t = useT(lendingMessages);
  const { locale } = useLocale();
  const acts = doable(loan).filter((act) => mayAct || act === "plan");
  const late = loan.overdue_days > 0;
  return (
    <article className={late ? css.loanLate : css.loan} data-testid="loan" data-loan={loan.id} data-state={loan.state}>
      <div className={css.loanHead}>
        <b>{loan.product}</b>
        <span className={late ? css.bad : css.faint}>{late ? t("overdue", { days: loan.overdue_days }) : t(loan.state === "settled" ? "settled" : "current")}</span>
      </div>
      {loan.due_fen !== null && (
        <div className={css.due}>
          <strong data-testid="loan-due">{yuan(loan.due_fen)}</strong>
          {loan.due_on && <span className={late ? css.bad : undefined} data-testid="loan-due-on">{t("dueOn", { date: dateText(loan.due_on, locale) })}</span>}
        </div>
      )}
      <Progress percent={Math.round((loan.paid_periods / loan.periods) * 100)} showInfo={false} size="small" strokeColor={late ? "var(--bad)" : "var(--accent)"} aria-label={t("progress", { paid: loan.paid_periods, all: loan.periods })} />
      <small className={css.faint}>
        {t("progress", { paid: loan.paid_periods, all: loan.periods })}{loan.state !== "settled" && ` · ${t("left")} ${yuan(loan.principal_fen)}`}
        {loan.certificate && ` · ${t("certificate", { number: loan.certificate })}`}
      </small>
      <div className={css.acts}>
        {acts.map((act) => <Button key={act} size="small" onClick={() => onDo(act)} data-testid={`loan-${act}`}>{t(`act.${act}`)}</Button>)}
      </div>
    </article>
  );
}
