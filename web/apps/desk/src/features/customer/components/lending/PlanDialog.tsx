import type { Instalment, Loan } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { Modal } from "antd";
import { usePlan } from "../../api/customers.ts";
import { lendingMessages } from "../../messages.lending.ts";
import { dateText } from "../../rules/dates.ts";
import { percent, yuan } from "@/lib/money.ts";
import css from "./Lending.module.css";
import { PlanBars } from "./PlanBars.tsx";

/** The plan drawn and in figures: what was agreed, what is paid, what comes. */
export function PlanDialog({ id, loan, onClose }: { id: string; loan: Loan; onClose: () => void }) {
  const t = useT(lendingMessages);
  const plan = usePlan(id, loan.id);
  return (
    <Modal open title={t("planTitle", { product: loan.product })} onCancel={onClose} footer={null} width={760} data-testid="plan-dialog">
      {plan.isPending && <LoadingRows rows={6} />}
      {plan.isError && <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && (
        <>
          <p className={css.faint}>
            {t(`method.${plan.data.contract.method}` as "method.equal_principal")} · {t("rate")} {percent(plan.data.contract.annual_rate)} · {t("penaltyRate")} {percent(plan.data.contract.penalty_rate)} · {t("grace", { days: plan.data.contract.grace_days })}
          </p>
          <PlanBars instalments={plan.data.instalments} />
          <Table instalments={plan.data.instalments} />
        </>
      )}
    </Modal>
  );
}

function Table({ instalments }: { instalments: Instalment[] }) {
  const t = useT(lendingMessages);
  const { locale } = useLocale();
  const withPenalty = instalments.some((one) => one.penalty_fen + one.late_fen > 0);
  return (
    <div className={css.planTable} tabIndex={0}>
      <table>
        <thead>
          <tr><th>{t("n")}</th><th>{t("date")}</th><th>{t("principal")}</th><th>{t("interest")}</th>{withPenalty && <th>{t("penalty")}</th>}<th>{t("leftToPay")}</th><th>{t("state")}</th></tr>
        </thead>
        <tbody>
          {instalments.map((one) => (
            <tr key={one.number} data-state={one.state}>
              <td>{one.number}</td><td>{dateText(one.due_on, locale)}</td><td>{yuan(one.principal_fen)}</td><td>{yuan(one.interest_fen)}</td>
              {withPenalty && <td>{yuan(one.penalty_fen + one.late_fen)}</td>}
              <td>{one.left_fen > 0 ? yuan(one.left_fen) : "–"}</td><td>{t(`instalment.${one.state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
