import type { Loan } from "@tandem/api";

export type LoanAct = "repay" | "prepay" | "settle" | "certificate" | "plan" | "dispute";

/** What the core would not refuse at once: an overdue loan is not settled early, one whose first instalment is not paid is
 * not repaid in part, only a settled one is certified. */
export function doable(loan: Loan): LoanAct[] {
  if (loan.state === "settled") return loan.certificate ? ["plan", "dispute"] : ["certificate", "plan", "dispute"];
  return loan.state === "overdue" ? ["repay", "plan", "dispute"] : ["repay", ...(loan.paid_periods > 0 ? (["prepay"] as const) : []), "settle", "plan", "dispute"];
}
