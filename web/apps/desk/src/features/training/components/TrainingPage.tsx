import type { Permission } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { Tabs } from "antd";
import type { ComponentType } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { useInboxCounts } from "../api/inbox.ts";
import { useVersions } from "../api/versions.ts";
import { messages } from "../messages.ts";
import { busy } from "../rules/versions.ts";
import { CompareSection } from "./compare/CompareSection.tsx";
import { ExperimentSection } from "./experiment/ExperimentSection.tsx";
import { FiguresSection } from "./figures/FiguresSection.tsx";
import { InboxSection } from "./inbox/InboxSection.tsx";
import { IntentsSection } from "./intents/IntentsSection.tsx";
import { ThresholdsSection } from "./thresholds/ThresholdsSection.tsx";
import { TrialSection } from "./trial/TrialSection.tsx";
import { VersionsSection } from "./versions/VersionsSection.tsx";
import css from "./Training.module.css";

type Key = "inbox" | "intents" | "versions" | "compare" | "thresholds" | "experiment" | "figures" | "trial";

// One lazy part of the desk, charts apart: split further, the first load would carry the seams.
const SECTIONS: { key: Key; needs: Permission; Section: ComponentType }[] = [
  { key: "inbox", needs: "training.read", Section: InboxSection },
  { key: "intents", needs: "training.read", Section: IntentsSection },
  { key: "versions", needs: "training.read", Section: VersionsSection },
  { key: "compare", needs: "training.read", Section: CompareSection },
  { key: "thresholds", needs: "training.read", Section: ThresholdsSection },
  { key: "experiment", needs: "training.read", Section: ExperimentSection },
  { key: "figures", needs: "training.read", Section: FiguresSection },
  { key: "trial", needs: "bot.trial", Section: TrialSection },
];

/** The trainers' workbench: label, look after intents, train, compare, publish, measure. */
export function TrainingPage() {
  const t = useT(messages);
  const can = useCan();
  const navigate = useNavigate();
  const { section } = useParams();
  const open = SECTIONS.filter((s) => can(s.needs));
  const current = open.find((s) => s.key === section);
  const go = (key: string) => void navigate(`/training/${key}`);
  useCommands(open.map((s, i) => ({ id: `training.${s.key}`, group: t("cmd.group"), title: t("cmd.go", { name: t(s.key) }), keys: `alt+shift+${i + 1}`, run: () => go(s.key) })));
  if (!current) return <Navigate to={open[0] ? `/training/${open[0].key}` : "/"} replace />;
  const items = open.map((s) => ({ key: s.key, label: <Label section={s.key} /> }));
  return (
    <div className={css.page} data-testid="training">
      <h1 className="visually-hidden">{t("title")}</h1>
      <Tabs className={css.tabs!} activeKey={current.key} items={items} onChange={go} aria-label={t("sections")} />
      <section className={css.section} data-testid={`training-${current.key}`} aria-label={t(current.key)}>
        <current.Section />
      </section>
    </div>
  );
}

function Label({ section }: { section: Key }) {
  const t = useT(messages);
  return <span data-testid={`tab-${section}`}>{t(section)}{section === "inbox" && <Waiting />}{section === "versions" && <Training />}</span>;
}

function Waiting() {
  const n = useInboxCounts().data?.all ?? 0;
  return n > 0 ? <em className={css.count} data-testid="inbox-count">{n > 999 ? "999+" : n}</em> : null;
}

function Training() {
  const t = useT(messages);
  const now = useVersions().data?.items.find(busy);
  return now ? <i className={css.working} title={t("trainingNow", { n: now.number })} role="status" aria-label={t("trainingNow", { n: now.number })} /> : null;
}
