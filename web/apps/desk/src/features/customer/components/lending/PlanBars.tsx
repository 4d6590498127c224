import type { Instalment } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { lendingMessages } from "../../messages.lending.ts";
import { dateText } from "../../rules/dates.ts";
import { yuan } from "@/lib/money.ts";
import css from "./Lending.module.css";

const HEIGHT = 72;

/** One bar for each instalment, principal below and interest above it. The table beside it says the same to ears. */
export function PlanBars({ instalments }: { instalments: Instalment[] }) {
  const t = useT(lendingMessages);
  const { locale } = useLocale();
  const most = Math.max(1, ...instalments.map((one) => one.principal_fen + one.interest_fen));
  const tall = (fen: number) => Math.max(fen > 0 ? 1 : 0, Math.round((fen / most) * HEIGHT));
  return (
    <div className={css.bars} aria-hidden="true">
      {instalments.map((one) => (
        <div key={one.number} data-state={one.state} title={`${one.number} · ${dateText(one.due_on, locale)} · ${yuan(one.principal_fen + one.interest_fen)} · ${t(`instalment.${one.state}`)}`}>
          <i style={{ height: tall(one.interest_fen) }} />
          <b style={{ height: tall(one.principal_fen) }} />
        </div>
      ))}
    </div>
  );
}
