import { Problem, type LendingState, type Loan, type LoanCommandKind } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, Form, Input, InputNumber, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useAct } from "../../hooks/useAct.ts";
import { lendingMessages } from "../../messages.lending.ts";
import { feeMessages, FEES, type DisputedFee } from "@/lib/fees.ts";
import { fenOf, yuan } from "@/lib/money.ts";
import { useGate } from "./Gate.tsx";
import css from "./Lending.module.css";
import { Outcome } from "./Outcome.tsx";

export type Act = Exclude<LoanCommandKind, "settle" | "prepay">;
type Params = Record<string, string | number>;

interface Props {
  id: string;
  act: Act;
  loan: Loan | null;
  lending: LendingState;
  onClose: () => void;
}

/** Repay, certificate, due date, limit, phone, dispute: what the core needs to know, and what it made of it. */
export function ActDialog({ id, act, loan, lending, onClose }: Props) {
  const t = useT(lendingMessages);
  const { send, result, error, busy, again } = useAct(id);
  const [params, setParams] = useState<Params | null>(() => initial(act));
  const gate = useGate(act, error instanceof Problem && error.body.code === "new_number_not_held");
  const over = result !== null && result.state !== "refused";
  const title = `${t(`act.${act}`)}${loan ? ` · ${loan.product}` : ""}`;
  const whole = params && { ...params, ...(loan && (act === "repay" || act === "certificate" || act === "dispute") && { loan: loan.id }) };
  const submit = () => whole && gate.open && void send(act, whole, gate.sent);
  const footer = over
    ? [<Button key="x" onClick={onClose} data-testid="act-close">{t("done")}</Button>]
    : [<Button key="ok" type="primary" disabled={!whole || !gate.open} loading={busy} onClick={submit} data-testid="act-submit">{t(result ? "tryAgain" : "submit")}</Button>];
  return (
    <Modal open title={title} onCancel={onClose} footer={footer} width={420}>
      {!over && gate.notice}
      {!over && (
        <Form layout="vertical" requiredMark={false} onFinish={submit}>
          <Fields act={act} loan={loan} lending={lending} onChange={(next) => { setParams(next); if (result) again(); }} />
        </Form>
      )}
      <div className={css.outcome} aria-live="polite"><Outcome result={result} error={error} /></div>
      {act === "certificate" && result?.state === "done" && <p className={css.faint}>{t("certificateWhere")}</p>}
    </Modal>
  );
}

function initial(act: Act): Params | null {
  return act === "certificate" ? { delivery: "app" } : null;
}

type FieldProps = Pick<Props, "act" | "loan" | "lending"> & { onChange: (params: Params | null) => void };

function Fields(props: FieldProps) {
  const t = useT(lendingMessages);
  switch (props.act) {
    case "repay":
      return <Repay {...props} />;
    case "certificate":
      return (
        <Form.Item label={t("delivery")}>
          <Radio.Group defaultValue="app" onChange={(e) => props.onChange({ delivery: String(e.target.value) })} options={[{ value: "app", label: t("delivery.app") }, { value: "post", label: t("delivery.post") }]} />
        </Form.Item>
      );
    case "change_due_day":
      return (
        <Form.Item label={t("day")}>
          <InputNumber autoFocus min={1} max={28} precision={0} onChange={(day) => props.onChange(day ? { day: Number(day) } : null)} data-testid="act-day" />
        </Form.Item>
      );
    case "request_limit":
      return <Amount label={t("wanted")} onChange={(fen) => props.onChange(fen ? { fen } : null)} />;
    case "change_phone":
      return <Phone onChange={props.onChange} />;
    case "dispute":
      return <Dispute onChange={props.onChange} />;
  }
}

function Repay({ loan, lending, onChange }: FieldProps) {
  const t = useT(lendingMessages);
  const [card, setCard] = useState(lending.cards[0]?.id);
  const [fen, setFen] = useState<number | null>(null);
  const tell = (nextCard: string | undefined, nextFen: number | null) => onChange(nextCard && nextFen ? { card: nextCard, fen: nextFen } : null);
  return (
    <>
      <Amount label={t("amount")} {...(loan?.due_fen && { suggested: loan.due_fen })} onChange={(next) => { setFen(next); tell(card, next); }} />
      <Form.Item label={t("card")} help={lending.cards.length === 0 ? t("noCards") : undefined}>
        <Select value={card} onChange={(next: string) => { setCard(next); tell(next, fen); }} options={lending.cards.map((one) => ({ value: one.id, label: one.label }))} />
      </Form.Item>
    </>
  );
}

function Amount({ label, suggested, onChange }: { label: string; suggested?: number; onChange: (fen: number | null) => void }) {
  const t = useT(lendingMessages);
  const [text, setText] = useState("");
  const set = (next: string) => {
    setText(next);
    onChange(fenOf(next));
  };
  const bad = text !== "" && fenOf(text) === null;
  return (
    <Form.Item label={label} validateStatus={bad ? "error" : ""} help={bad ? t("amountBad") : undefined}>
      <Input
        autoFocus inputMode="decimal" prefix="¥" value={text} onChange={(e) => set(e.target.value)} data-testid="act-amount"
        suffix={suggested ? <Button type="link" size="small" onClick={() => set((suggested / 100).toFixed(2))}>{t("due")} {yuan(suggested)}</Button> : <span />}
      />
    </Form.Item>
  );
}

function Phone({ onChange }: { onChange: (params: Params | null) => void }) {
  const t = useT(lendingMessages);
  const [phone, setPhone] = useState("");
  const fits = /^1\d{10}$/.test(phone);
  return (
    <Form.Item label={t("newPhone")} validateStatus={phone.length >= 11 && !fits ? "error" : ""} help={phone.length >= 11 && !fits ? t("phoneBad") : undefined}>
      <Input autoFocus inputMode="numeric" maxLength={11} value={phone} data-testid="act-phone" onChange={(e) => { setPhone(e.target.value); onChange(/^1\d{10}$/.test(e.target.value) ? { phone: e.target.value } : null); }} />
    </Form.Item>
  );
}

function Dispute({ onChange }: { onChange: (params: Params | null) => void }) {
  const t = useT(lendingMessages);
  const f = useT(feeMessages);
  const [fee, setFee] = useState<DisputedFee | null>(null);
  const [description, setDescription] = useState("");
  const tell = (which: DisputedFee | null, d: string) => onChange(which && d.trim() ? { fee: which, description: d.trim() } : null);
  return (
    <>
      <Form.Item label={t("feeWhich")}>
        <Select<DisputedFee> autoFocus aria-label={t("feeWhich")} value={fee} onChange={(next) => { setFee(next); tell(next, description); }} options={FEES.map((value) => ({ value, label: f(`fee.${value}`) }))} data-testid="act-fee" />
      </Form.Item>
      <Form.Item label={t("what")}><Input.TextArea rows={3} maxLength={1000} aria-label={t("what")} value={description} onChange={(e) => { setDescription(e.target.value); tell(fee, e.target.value); }} /></Form.Item>
    </>
  );
}
