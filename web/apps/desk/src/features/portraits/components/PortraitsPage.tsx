import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { Tabs } from "antd";
import type { ComponentType } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { messages } from "../messages.ts";
import css from "./Portraits.module.css";
import { PredictionsSection } from "./predictions/PredictionsSection.tsx";
import { SegmentsSection } from "./SegmentsSection.tsx";
import { StrategiesSection } from "./StrategiesSection.tsx";
import { TagsSection } from "./TagsSection.tsx";

type Key = "segments" | "tags" | "strategies" | "predictions";
const SECTIONS: { key: Key; Section: ComponentType }[] = [
  { key: "segments", Section: SegmentsSection },
  { key: "tags", Section: TagsSection },
  { key: "strategies", Section: StrategiesSection },
  { key: "predictions", Section: PredictionsSection },
];

/** Who customers are: segments, tags, and what is to be done with them. */
export function PortraitsPage() {
  const t = useT(messages);
  const navigate = useNavigate();
  const { section } = useParams();
  const current = SECTIONS.find((s) => s.key === section);
  const go = (key: string) => void navigate(`/portraits/${key}`);
  useCommands(SECTIONS.map((s, i) => ({ id: `portraits.${s.key}`, group: t("cmd.group"), title: t("cmd.go", { name: t(s.key) }), keys: `alt+shift+${i + 1}`, run: () => go(s.key) })));
  if (!current) return <Navigate to="/portraits/segments" replace />;
  return (
    <div className={css.page} data-testid="portraits">
      <h1 className="visually-hidden">{t("title")}</h1>
      <Tabs className={css.tabs!} activeKey={current.key} items={SECTIONS.map((s) => ({ key: s.key, label: <span data-testid={`tab-${s.key}`}>{t(s.key)}</span> }))} onChange={go} aria-label={t("sections")} />
      <section className={css.section} data-testid={`portraits-${current.key}`} aria-label={t(current.key)}>
        <current.Section />
      </section>
    </div>
  );
}
