import type { Loan } from "@tandem/api";

export type LoanAct = "repay" | "settle" | "certificate" | "plan" | "dispute";

/** What the core would not refuse at once: an overdue loan is not settled early, only a settled one is certified. */
export function doable(loan: Loan): LoanAct[] {
  if (loan.state === "settled") return loan.certificate ? ["plan", "dispute"] : ["certificate", "plan", "dispute"];
  return loan.state === "overdue" ? ["repay", "plan", "dispute"] : ["repay", "settle", "plan", "dispute"];
}
