import type { LendingState, Loan, SettlementQuote } from "@tandem/api";
import { Problem } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, Button, Checkbox, Form, Modal, Select, Spin } from "antd";
import { useState } from "react";
import { useQuote } from "../../api/customers.ts";
import { useAct } from "../../hooks/useAct.ts";
import { lendingMessages, refusalText } from "../../messages.lending.ts";
import { yuan } from "@/lib/money.ts";
import { useGate } from "./Gate.tsx";
import css from "./Lending.module.css";
import { Outcome } from "./Outcome.tsx";

/** Quote, tell the customer, confirm: the core settles for exactly the amount that was quoted, or not at all. */
export function SettleDialog({ id, loan, cards, onClose }: { id: string; loan: Loan; cards: LendingState["cards"]; onClose: () => void }) {
  const t = useT(lendingMessages);
  const quote = useQuote(id, loan.id);
  const { send, result, error, busy, again } = useAct(id);
  const [card, setCard] = useState(cards[0]?.id);
  const [agreed, setAgreed] = useState(false);
  const gate = useGate("settle");
  const total = quote.data?.total_fen;
  const over = result?.state === "done" || result?.state === "pending" || result?.state === "requested";
  const requote = () => {
    again();
    setAgreed(false);
    void quote.refetch();
  };
  const footer = over || !total ? [<Button key="x" onClick={onClose} data-testid="settle-close">{t("done")}</Button>] : [
    result?.state === "refused" && <Button key="again" onClick={requote}>{t("tryAgain")}</Button>,
    <Button key="ok" type="primary" disabled={!agreed || !card || !gate.open || result?.state === "refused"} loading={busy} data-testid="settle-confirm" onClick={() => void send("settle", { loan: loan.id, card: card!, total_fen: total }, gate.sent)}>
      {t("confirmSettle", { amount: yuan(quote.data!.to_pay_fen) })}
    </Button>,
  ];
  return (
    <Modal open title={t("quoteTitle", { product: loan.product })} onCancel={onClose} footer={footer} width={440}>
      {quote.isFetching && !quote.data && <div className={css.quoting}><Spin size="small" /> {t("quoting")}</div>}
      {quote.isError && <QuoteRefused error={quote.error} />}
      {quote.data && <Quote quote={quote.data} />}
      {quote.data && !over && gate.notice}
      {quote.data && !over && (
        <Form layout="vertical" requiredMark={false}>
          <Form.Item label={t("card")} help={cards.length === 0 ? t("noCards") : undefined}>
            <Select value={card} onChange={setCard} options={cards.map((one) => ({ value: one.id, label: one.label }))} data-testid="settle-card" />
          </Form.Item>
          <Checkbox checked={agreed} onChange={(e) => setAgreed(e.target.checked)} data-testid="settle-agreed">{t("quoteAgrees")}</Checkbox>
        </Form>
      )}
      <div className={css.outcome} aria-live="polite"><Outcome result={result} error={error} /></div>
    </Modal>
  );
}

function QuoteRefused({ error }: { error: unknown }) {
  const t = useT(lendingMessages);
  const text = useErrorText();
  const refusal = error instanceof Problem && typeof error.body.refusal === "string" ? error.body.refusal : null;
  return <Alert type="warning" showIcon title={refusal ? t("refusedShown", { reason: refusalText(t, refusal) }) : text(error)} />;
}

function Quote({ quote }: { quote: SettlementQuote }) {
  const t = useT(lendingMessages);
  const lines: [string, number][] = [
    [t("principal"), quote.principal_fen], [t("interest"), quote.interest_fen], [t("fee"), quote.fee_fen],
    ...(quote.paid_ahead_fen > 0 ? [[t("total"), quote.total_fen] as [string, number], [t("paidAhead"), -quote.paid_ahead_fen] as [string, number]] : []),
  ];
  return (
    <dl className={css.quote} data-testid="settle-quote" data-total={quote.total_fen}>
      {lines.map(([name, fen]) => <div key={name}><dt>{name}</dt><dd>{yuan(fen)}</dd></div>)}
      <div className={css.sum}><dt>{t("toPay")}</dt><dd>{yuan(quote.to_pay_fen)}</dd></div>
      <small className={css.faint}>{t("quoteToday")}</small>
    </dl>
  );
}
