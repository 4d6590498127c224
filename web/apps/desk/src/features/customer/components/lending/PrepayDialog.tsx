import type { LendingState, Loan } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, Checkbox, Form, Input, Modal, Select, Spin } from "antd";
import { useState } from "react";
import { fenOf, yuan } from "@/lib/money.ts";
import { usePrepaymentQuote } from "../../api/customers.ts";
import { useAct } from "../../hooks/useAct.ts";
import { lendingMessages } from "../../messages.lending.ts";
import { useGate } from "./Gate.tsx";
import css from "./Lending.module.css";
import { Outcome } from "./Outcome.tsx";
import { Prepayment, QuoteRefused } from "./Quote.tsx";

/** Amount, quote, tell the customer, confirm: the core takes exactly what was quoted, or nothing. */
export function PrepayDialog({ id, loan, cards, onClose }: { id: string; loan: Loan; cards: LendingState["cards"]; onClose: () => void }) {
  const t = useT(lendingMessages);
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<number | null>(null);
  const quote = usePrepaymentQuote(id, loan.id, asked);
  const { send, result, error, busy, again } = useAct(id);
  const [card, setCard] = useState(cards[0]?.id);
  const [agreed, setAgreed] = useState(false);
  const gate = useGate("prepay");
  const fen = fenOf(text);
  const over = result !== null && result.state !== "refused";
  const ready = asked !== null && asked === fen && quote.data;
  const ask = () => {
    if (fen === null || over) return;
    again();
    setAgreed(false);
    if (asked === fen) void quote.refetch();
    else setAsked(fen);
  };
  const confirm = () => ready && card && void send("prepay", { loan: loan.id, card, fen: ready.principal_fen, total_fen: ready.total_fen }, gate.sent);
  const footer = over ? [<Button key="x" onClick={onClose} data-testid="prepay-close">{t("done")}</Button>] : [
    <Button key="ask" type={ready ? "default" : "primary"} disabled={fen === null} loading={quote.isFetching} onClick={ask} data-testid="prepay-ask">{t(ready ? "quoteAgain" : "quote")}</Button>,
    ready && <Button key="ok" type="primary" disabled={!agreed || !card || !gate.open || result?.state === "refused"} loading={busy} onClick={confirm} data-testid="prepay-confirm">{t("confirmPrepay", { amount: yuan(ready.total_fen) })}</Button>,
  ];
  const bad = text !== "" && fen === null;
  return (
    <Modal open title={t("prepayTitle", { product: loan.product })} onCancel={onClose} footer={footer} width={440}>
      {!over && (
        <Form layout="vertical" requiredMark={false} onFinish={ask}>
          <Form.Item label={t("prepayAmount")} validateStatus={bad ? "error" : ""} help={bad ? t("amountBad") : undefined}>
            <Input autoFocus inputMode="decimal" prefix="¥" value={text} onChange={(e) => setText(e.target.value)} data-testid="prepay-amount" suffix={<span className={css.faint}>{t("left")} {yuan(loan.principal_fen)}</span>} />
          </Form.Item>
        </Form>
      )}
      {quote.isFetching && !ready && <div className={css.quoting}><Spin size="small" /> {t("quoting")}</div>}
      {quote.isError && asked === fen && <QuoteRefused error={quote.error} />}
      {(ready || (over && quote.data)) && <Prepayment quote={quote.data!} />}
      {ready && !over && gate.notice}
      {ready && !over && (
        <Form layout="vertical" requiredMark={false}>
          <Form.Item label={t("card")} help={cards.length === 0 ? t("noCards") : undefined}>
            <Select value={card} onChange={setCard} options={cards.map((one) => ({ value: one.id, label: one.label }))} data-testid="prepay-card" />
          </Form.Item>
          <Checkbox checked={agreed} onChange={(e) => setAgreed(e.target.checked)} data-testid="prepay-agreed">{t("prepayAgrees")}</Checkbox>
        </Form>
      )}
      <div className={css.outcome} aria-live="polite"><Outcome result={result} error={error} /></div>
    </Modal>
  );
}
