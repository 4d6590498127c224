import { useT } from "@tandem/i18n/react";
import { Tabs } from "antd";
import { useNavigate, useParams } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { useEntries } from "../api/entries.ts";
import { messages } from "../messages.ts";
import { EntriesView } from "./EntriesView.tsx";
import css from "./Knowledge.module.css";
import { TrialPane } from "./TrialPane.tsx";

export function KnowledgePage() {
  const t = useT(messages);
  const can = useCan();
  const navigate = useNavigate();
  const { section = "entries" } = useParams();
  const reviews = useEntries({ state: "in_review" });
  const waiting = reviews.data?.pages[0]?.items.length ?? 0;
  const items = [
    { key: "entries", label: t("entries") },
    ...(can("knowledge.review", "knowledge.edit") ? [{ key: "review", label: waiting > 0 ? `${t("review")} (${waiting})` : t("review") }] : []),
    ...(can("bot.trial") ? [{ key: "trial", label: t("trial") }] : []),
  ];
  return (
    <div className={css.page}>
      <Tabs className={css.tabs} activeKey={section} items={items} onChange={(key) => void navigate(`/knowledge/${key}`)} />
      <div className={css.body}>
        {section === "trial" ? <TrialPane /> : <EntriesView key={section} section={section === "review" ? "review" : "entries"} />}
      </div>
    </div>
  );
}
