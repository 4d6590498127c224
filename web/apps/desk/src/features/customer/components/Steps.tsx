import { BulbOutlined } from "@ant-design/icons";
import type { NextStep, Panorama } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Button } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import { timelineMessages } from "../messages.timeline.ts";
import { dateText } from "../rules/dates.ts";
import { yuan } from "@/lib/money.ts";
import css from "./Customer.module.css";
import { ActDialog, type Act } from "./lending/ActDialog.tsx";
import { lendingMessages } from "../messages.lending.ts";

const ACTS: Partial<Record<NextStep["code"], Act>> = { take_payment: "repay", remind_due: "repay", offer_certificate: "certificate" };

/** What to do next and why; what can be done from here has its button. */
export function Steps({ seen, id }: { seen: Panorama; id: string }) {
  const t = useT(messages);
  const l = useT(lendingMessages);
  const sentence = useSentence();
  const can = useCan();
  const [act, setAct] = useState<{ act: Act; loan: string } | null>(null);
  if (seen.steps.length === 0) return null;
  return (
    <section className={css.steps} aria-label={t("steps")} data-testid="customer-steps">
      <h3><BulbOutlined /> {t("steps")}</h3>
      <ol>
        {seen.steps.map((step) => {
          const doing = ACTS[step.code];
          return (
            <li key={step.code} data-step={step.code} data-testid="customer-step">
              <div className={css.grow}><b>{t(`step.${step.code}`)}</b><small>{sentence(step)}</small></div>
              {doing && step.loan && can("loans.act") && seen.lending.state === "ok" && (
                <Button size="small" onClick={() => setAct({ act: doing, loan: step.loan! })}>{l(`act.${doing}`)}</Button>
              )}
            </li>
          );
        })}
      </ol>
      {act && <ActDialog id={id} act={act.act} loan={seen.lending.loans.find((one) => one.id === act.loan) ?? null} lending={seen.lending} onClose={() => setAct(null)} />}
    </section>
  );
}

const COMMANDS = ["repay", "prepay", "settle", "change_due_day", "request_limit", "certificate", "change_phone", "dispute"];
const CHANNELS = ["web", "app", "wechat", "email", "phone", "sms"];

function useSentence(): (step: NextStep) => string {
  const t = useT(messages);
  const m = useT(timelineMessages);
  const c = useT(common);
  const { locale } = useLocale();
  return ({ code, why }) => {
    const params: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(why)) {
      if (value === null) params[name] = "–";
      else if (name === "fen") params[name] = yuan(Number(value));
      else if (name === "on") params[name] = dateText(String(value), locale);
      else if (name === "command" && COMMANDS.includes(String(value))) params[name] = m(`command.${value}` as "command.repay");
      else if (name === "channel" && CHANNELS.includes(String(value))) params[name] = c(`channel.${value}` as "channel.web");
      else params[name] = value;
    }
    return t(`why.${code}`, params);
  };
}
