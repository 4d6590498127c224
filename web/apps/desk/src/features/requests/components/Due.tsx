import type { CustomerRequest } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Tag } from "antd";
import { messages } from "../messages.ts";
import { clockOf } from "../rules/clock.ts";

const COLORS = { late: "red", soon: "orange", calm: "default" } as const;

/** How long there is to answer, or how long it waits. */
export function Due({ request, now }: { request: CustomerRequest; now: number }) {
  const t = useT(messages);
  const clock = clockOf(request.made_at, request.answer_by, now);
  const text = "waited" in clock ? (clock.waited > 0 ? t("waited", { n: clock.waited }) : t("fresh")) : clock.left < 0 ? t("late", { n: -clock.left }) : clock.left === 0 ? t("today") : t("left", { n: clock.left });
  return <Tag color={COLORS[clock.tone]} data-testid="due" title={request.answer_by ? t("until", { day: request.answer_by }) : undefined}>{text}</Tag>;
}
