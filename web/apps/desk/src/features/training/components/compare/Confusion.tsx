import type { VersionComparison } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { LoadingRows } from "@tandem/ui";
import { Segmented } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { measureMessages } from "../../messages.measures.ts";
import { matrix, type Shown } from "../../rules/confusion.ts";
import shared from "../Training.module.css";
import { useIntentName } from "./useIntentName.ts";

const ConfusionChart = lazy(() => import("../charts/ConfusionChart.tsx"));

export function Confusion({ c }: { c: VersionComparison }) {
  const t = useT(measureMessages);
  const [shown, setShown] = useState<Shown>("b");
  const name = useIntentName(c);
  const m = useMemo(() => {
    const found = matrix(c.confusion, shown);
    return { ...found, labels: found.labels.map(name) };
  }, [c, shown, name]);
  return (
    <>
      <Segmented<Shown> value={shown} onChange={setShown} options={[{ value: "a", label: t("showA") }, { value: "b", label: t("showB") }, { value: "change", label: t("showChange") }]} />
      <p className={shared.faint}>{t("confusionText")} {m.left > 0 && t("confusionLeft", { n: m.labels.length, left: m.left })}</p>
      <Suspense fallback={<LoadingRows rows={4} />}><ConfusionChart matrix={m} shown={shown} /></Suspense>
    </>
  );
}
