import type { TrialEntity } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { trialMessages } from "../../messages.trial.ts";
import { shown } from "../../rules/entities.ts";
import css from "./Trial.module.css";

/** Amounts, days, numbers and names that stand in the text, with what they are taken for. */
export function Entities({ found }: { found: TrialEntity[] }) {
  const t = useT(trialMessages);
  const named = (key: string, or: string) => (key in trialMessages["zh-CN"] ? t(key as "entity.amount") : or);
  return (
    <ul className={css.entities} data-testid="trace-entities">
      {found.map((e, at) => {
        const { text, unit } = shown(e);
        return (
          <li key={at} data-doubt={e.doubt ?? undefined}>
            <small>{named(`entity.${e.kind}`, e.kind)}</small> <b>{text}{unit !== null && ` ${named(`unit.${unit}`, unit)}`}</b>
            {e.text !== text && <span>{e.text}</span>}
            {e.doubt !== null && <em>{named(`doubt.${e.doubt}`, e.doubt)}</em>}
          </li>
        );
      })}
    </ul>
  );
}
