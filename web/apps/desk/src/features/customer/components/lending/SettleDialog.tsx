import type { LendingState, Loan } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Alert, Button, Checkbox, Form, Modal, Select, Spin } from "antd";
import { useState } from "react";
import { useQuote } from "../../api/customers.ts";
import { useAct } from "../../hooks/useAct.ts";
import { lendingMessages } from "../../messages.lending.ts";
import { yuan } from "@/lib/money.ts";
import { useGate } from "./Gate.tsx";
import css from "./Lending.module.css";
import { Outcome } from "./Outcome.tsx";
import { QuoteRefused, Settlement } from "./Quote.tsx";

/** Quote, tell the customer, confirm: the core settles for exactly the amount that was quoted, or not at all. */
export function SettleDialog({ id, loan, cards, onClose, onCertify }: { id: string; loan: Loan; cards: LendingState["cards"]; onClose: () => void; onCertify: () => void }) {
  const t = useT(lendingMessages);
  const quote = useQuote(id, loan.id);
  const { send, result, error, busy, again } = useAct(id);
  const [card, setCard] = useState(cards[0]?.id);
  const [agreed, setAgreed] = useState(false);
  const gate = useGate("settle");
  // What is to pay: money that was paid ahead is there already, and the core compares with what is not.
  const toPay = quote.data?.to_pay_fen;
  const over = result?.state === "done" || result?.state === "pending" || result?.state === "requested";
  const requote = () => {
    again();
    setAgreed(false);
    void quote.refetch();
  };
  // Nobody is asked to agree to what the core would refuse at this hour.
  const closed = !over && quote.data?.opening?.open === false ? quote.data.opening : null;
  const footer = over || closed || toPay === undefined ? [
    result?.state === "done" && <Button key="paper" type="primary" autoFocus onClick={onCertify} data-testid="settle-certify">{t("act.certificate")}</Button>,
    <Button key="x" onClick={onClose} data-testid="settle-close">{t("done")}</Button>,
  ] : [
    result?.state === "refused" && <Button key="again" onClick={requote}>{t("tryAgain")}</Button>,
    <Button key="ok" type="primary" disabled={!agreed || !card || !gate.open || result?.state === "refused"} loading={busy} data-testid="settle-confirm" onClick={() => void send("settle", { loan: loan.id, card: card!, total_fen: toPay }, gate.sent)}>
      {t("confirmSettle", { amount: yuan(toPay) })}
    </Button>,
  ];
  return (
    <Modal open title={t("quoteTitle", { product: loan.product })} onCancel={onClose} footer={footer} width={440}>
      {quote.isFetching && !quote.data && <div className={css.quoting}><Spin size="small" /> {t("quoting")}</div>}
      {quote.isError && <QuoteRefused error={quote.error} />}
      {quote.data && <Settlement quote={quote.data} />}
      {closed && <Alert type="warning" showIcon title={t("closedNow", { hours: closed.text })} data-testid="settle-closed" />}
      {quote.data && !over && !closed && gate.notice}
      {quote.data && !over && !closed && (
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
