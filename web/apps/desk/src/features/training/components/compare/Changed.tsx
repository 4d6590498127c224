import type { ChangedText, VersionComparison } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Segmented } from "antd";
import { useState } from "react";
import { measureMessages } from "../../messages.measures.ts";
import { tally } from "../../rules/comparing.ts";
import shared from "../Training.module.css";
import css from "./Compare.module.css";
import { useIntentName } from "./useIntentName.ts";

type Kind = ChangedText["kind"];

/** Test texts that the two judge differently: broken ones first, for these are what to look at before publishing. */
export function Changed({ c, pair }: { c: VersionComparison; pair: { a: number; b: number } }) {
  const t = useT(measureMessages);
  const count = tally(c);
  const [kind, setKind] = useState<Kind>(count.broken > 0 ? "broken" : "fixed");
  const name = useIntentName(c);
  if (c.changed.length === 0) return <p className={shared.faint}>{t("noChanges")}</p>;
  const rows = c.changed.filter((x) => x.kind === kind);
  return (
    <>
      <Segmented<Kind> value={kind} onChange={setKind} options={(["broken", "fixed", "other"] as const).map((k) => ({ value: k, label: `${t(k)} ${count[k]}` }))} data-testid="changed-kind" />
      <ul className={css.changed} data-testid="changed">
        {rows.map((x) => (
          <li key={`${x.text}:${x.truth}`}>
            <b>{x.text}</b>
            <span><i>{t("truth")}</i> {name(x.truth)}</span>
            <span data-right={x.a === x.truth}><i>{t("versionOption", { n: pair.a })}</i> {name(x.a)}</span>
            <span data-right={x.b === x.truth}><i>{t("versionOption", { n: pair.b })}</i> {name(x.b)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
