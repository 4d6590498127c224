import { DownOutlined, ReloadOutlined } from "@ant-design/icons";
import type { LendingState, Loan } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { Alert, Button, Dropdown } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useLending } from "../../api/customers.ts";
import { lendingMessages } from "../../messages.lending.ts";
import { yuan } from "@/lib/money.ts";
import css from "./Lending.module.css";
import { Section } from "../Section.tsx";
import { ActDialog, type Act } from "./ActDialog.tsx";
import { Commands } from "./Commands.tsx";
import { LoanCard } from "./LoanCard.tsx";
import { PlanDialog } from "./PlanDialog.tsx";
import { PrepayDialog } from "./PrepayDialog.tsx";
import { SettleDialog } from "./SettleDialog.tsx";

interface Doing {
  act: Act | "settle" | "prepay" | "plan";
  loan: Loan | null;
}

const WHOLE: readonly Act[] = ["change_due_day", "request_limit", "change_phone"];

/** What the customer owes and when, and what can be done about it. */
export function Lending({ lending: told, id, others = [] }: { lending: LendingState; id: string; others?: readonly string[] }) {
  const t = useT(lendingMessages);
  const write = useWriting();
  const can = useCan();
  const [doing, setDoing] = useState<Doing | null>(null);
  const { lending, asking, ask } = useLending(id, told);
  if (lending.state === "absent") return null;
  const close = () => setDoing(null);
  const may = can("loans.act") && lending.state === "ok";
  const more = may && (
    <Dropdown trigger={["click"]} menu={{ items: WHOLE.map((act) => ({ key: act, label: t(`act.${act}` as "act.repay") })), onClick: ({ key }) => setDoing({ act: key as Act, loan: null }) }}>
      <Button size="small" type="text" data-testid="loan-more">{t("more")} <DownOutlined /></Button>
    </Dropdown>
  );
  return (
    <Section title={t("loans")} aside={more} id="customer-lending">
      {others.length > 0 && <Alert type="warning" showIcon style={{ marginBottom: 8 }} title={t("otherBorrowers", { numbers: write.listed(others) })} data-testid="other-borrowers" />}
      <Standing lending={lending} asking={asking} onAsk={ask} mayAct={may} onDo={(act, loan) => setDoing({ act, loan })} />
      <Commands commands={lending.commands} />
      {doing?.act === "plan" && doing.loan && <PlanDialog id={id} loan={doing.loan} onClose={close} />}
      {doing?.act === "settle" && doing.loan && <SettleDialog id={id} loan={doing.loan} cards={lending.cards} onClose={close} onCertify={() => setDoing({ act: "certificate", loan: doing.loan })} />}
      {doing?.act === "prepay" && doing.loan && <PrepayDialog id={id} loan={doing.loan} cards={lending.cards} onClose={close} />}
      {doing && doing.act !== "plan" && doing.act !== "settle" && doing.act !== "prepay" && <ActDialog id={id} act={doing.act} loan={doing.loan} lending={lending} onClose={close} />}
    </Section>
  );
}

interface StandingProps {
  lending: LendingState;
  asking: boolean;
  onAsk: () => void;
  mayAct: boolean;
  onDo: (act: Doing["act"], loan: Loan) => void;
}

function Standing({ lending, asking, onAsk, mayAct, onDo }: StandingProps) {
  const t = useT(lendingMessages);
  if (lending.state === "down") {
    return (
      <div className={css.down} role="status" data-testid="core-down">
        {t("state.down")}
        <Button size="small" icon={<ReloadOutlined />} loading={asking} onClick={onAsk}>{t("askAgain")}</Button>
      </div>
    );
  }
  if (lending.state !== "ok") return <span className={css.faint} data-testid={`lending-${lending.state}`}>{t(`state.${lending.state}` as "state.unbound")}</span>;
  if (lending.loans.length === 0) return <span className={css.faint}>{t("noLoans")}</span>;
  return (
    <>
      <Loans loans={lending.loans} mayAct={mayAct} onDo={onDo} />
      {lending.limit && <p className={css.limit}><span className={css.faint}>{t("limit")}</span> {t("limitOf", { available: yuan(lending.limit.available_fen), total: yuan(lending.limit.fen) })}</p>}
    </>
  );
}

/** Those under way first, the most overdue on top; settled ones folded away. */
function Loans({ loans, mayAct, onDo }: { loans: Loan[]; mayAct: boolean; onDo: StandingProps["onDo"] }) {
  const t = useT(lendingMessages);
  const running = loans.filter((one) => one.state !== "settled").sort((a, b) => b.overdue_days - a.overdue_days || (a.due_on ?? "").localeCompare(b.due_on ?? ""));
  const settled = loans.filter((one) => one.state === "settled");
  const card = (one: Loan) => <LoanCard key={one.id} loan={one} mayAct={mayAct} onDo={(act) => onDo(act, one)} />;
  return (
    <>
      {running.map(card)}
      {settled.length > 0 && (
        <details className={css.settled} open={running.length === 0}>
          <summary data-testid="settled-loans">{t("settledLoans", { n: settled.length })}</summary>
          {settled.map(card)}
        </details>
      )}
    </>
  );
}
