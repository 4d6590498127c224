import { defineMessages } from "@tandem/i18n";

/** What of a loan's costs somebody can dispute, in the words of the server's catalogue (loans.fee.*; a test compares them). */
export const FEES = ["interest", "late_interest", "penalty", "early_settlement", "other"] as const;
export type DisputedFee = (typeof FEES)[number];

export const feeMessages = defineMessages(
  { "fee.interest": "利息", "fee.late_interest": "逾期利息", "fee.penalty": "罚息", "fee.early_settlement": "提前结清手续费", "fee.other": "其他费用" },
  { "fee.interest": "Interest", "fee.late_interest": "Late interest", "fee.penalty": "Penalty interest", "fee.early_settlement": "Early settlement fee", "fee.other": "Another fee" },
);
