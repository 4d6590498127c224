import { defineMessages } from "@tandem/i18n";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText } from "@tandem/ui";

/** What several screens say of a blocked customer. */
export const blocks = defineMessages(
  {
    "reason.abuse": "辱骂、骚扰", "reason.threat": "威胁、恐吓", "reason.spam": "广告、刷屏", "reason.impersonation": "冒充他人、欺诈", "reason.other": "其他",
    until: "至 {time}", forGood: "永久", lift: "解除拉黑", liftConfirm: "解除后客户可以马上发送消息。", liftNote: "解除原因（选填）", lifted: "已解除拉黑", cancel: "取消",
  },
  {
    "reason.abuse": "Abuse, harassment", "reason.threat": "Threats", "reason.spam": "Advertising, flooding", "reason.impersonation": "Impersonation, fraud", "reason.other": "Other",
    until: "until {time}", forGood: "for good", lift: "Lift block", liftConfirm: "The customer can write again at once.", liftNote: "Why (optional)", lifted: "Block lifted", cancel: "Cancel",
  },
);

export const BLOCK_REASONS = ["abuse", "threat", "spam", "impersonation", "other"] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** Reason and end of a block in words. */
export function useBlockText(): { reason: (code: BlockReason) => string; until: (until: string | null) => string } {
  const t = useT(blocks);
  const { locale } = useLocale();
  return {
    reason: (code) => t(`reason.${code}`),
    until: (until) => (until ? t("until", { time: dateTimeText(until, locale) }) : t("forGood")),
  };
}
