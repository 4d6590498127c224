import type { PrepaymentQuote, SettlementQuote } from "@tandem/api";
import { Problem } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert } from "antd";
import { yuan } from "@/lib/money.ts";
import { lendingMessages, refusalText } from "../../messages.lending.ts";
import { dateText } from "../../rules/dates.ts";
import css from "./Lending.module.css";

type Line = [string, number];

/** Why there is no quote, in words. */
export function QuoteRefused({ error }: { error: unknown }) {
  const t = useT(lendingMessages);
  const text = useErrorText();
  const refusal = error instanceof Problem && typeof error.body.refusal === "string" ? error.body.refusal : null;
  return <Alert type="warning" showIcon title={refusal ? t("refusedShown", { reason: refusalText(t, refusal) }) : text(error)} data-testid="quote-refused" />;
}

function Lines({ lines, toPay, note, ...props }: { lines: Line[]; toPay: number; note: string; "data-testid": string; "data-total": number }) {
  const t = useT(lendingMessages);
  return (
    <dl className={css.quote} {...props}>
      {lines.map(([name, fen]) => <div key={name}><dt>{name}</dt><dd>{yuan(fen)}</dd></div>)}
      <div className={css.sum}><dt>{t("toPay")}</dt><dd>{yuan(toPay)}</dd></div>
      <small className={css.faint}>{note}</small>
    </dl>
  );
}

export function Settlement({ quote }: { quote: SettlementQuote }) {
  const t = useT(lendingMessages);
  const ahead: Line[] = quote.paid_ahead_fen > 0 ? [[t("total"), quote.total_fen], [t("paidAhead"), -quote.paid_ahead_fen]] : [];
  const lines: Line[] = [[t("principal"), quote.principal_fen], [t("interest"), quote.interest_fen], [t("fee"), quote.fee_fen], ...ahead];
  return <Lines lines={lines} toPay={quote.to_pay_fen} note={t("quoteToday")} data-testid="settle-quote" data-total={quote.total_fen} />;
}

/** What it costs, and the plan that comes of it: smaller instalments or fewer, as the core offers. */
export function Prepayment({ quote }: { quote: PrepaymentQuote }) {
  const t = useT(lendingMessages);
  const { locale } = useLocale();
  const [next] = quote.plan;
  const last = quote.plan.at(-1);
  const lines: Line[] = [[t("principal"), quote.principal_fen], [t("interest"), quote.interest_fen], [t("fee"), quote.fee_fen]];
  return (
    <>
      <Lines lines={lines} toPay={quote.total_fen} note={t("quoteToday")} data-testid="prepay-quote" data-total={quote.total_fen} />
      {next && last && (
        <ul className={css.after} data-testid="prepay-after">
          <li>{t(`effect.${quote.effect}`, { n: quote.plan.length, date: dateText(last.due_on, locale) })}</li>
          <li>{t("nextThen", { date: dateText(next.due_on, locale), before: yuan(quote.next_before_fen), after: yuan(next.left_fen) })}</li>
          <li>{t("saved", { amount: yuan(quote.saved_fen) })}</li>
        </ul>
      )}
    </>
  );
}
