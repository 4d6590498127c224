import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { Badge, Tabs } from "antd";
import type { ComponentType } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { openRefunds, openRequests, useListsFollow, useWaitingRequests } from "../api/requests.ts";
import { messages } from "../messages.ts";
import { RefundsSection } from "./RefundsSection.tsx";
import css from "./Requests.module.css";
import { RequestsSection } from "./RequestsSection.tsx";

type Key = "requests" | "refunds";
const SECTIONS: { key: Key; Section: ComponentType }[] = [
  { key: "requests", Section: RequestsSection },
  { key: "refunds", Section: RefundsSection },
];

/** What customers asked for and wait for an answer to; money that goes back to them. */
export function RequestsPage() {
  const t = useT(messages);
  const navigate = useNavigate();
  const { section } = useParams();
  const waiting = useWaitingRequests();
  useListsFollow(waiting.data);
  const current = SECTIONS.find((s) => s.key === (section ?? "requests"));
  const go = (key: string) => void navigate(`/requests/${key}`);
  const counts: Record<Key, number> = { requests: openRequests(waiting.data), refunds: openRefunds(waiting.data) };
  const stuck = (waiting.data?.refunds_stuck ?? 0) > 0;
  useCommands(SECTIONS.map((s, i) => ({ id: `requests.${s.key}`, group: t("cmd.group"), title: t("cmd.go", { name: t(s.key) }), keys: `alt+shift+${i + 1}`, run: () => go(s.key) })));
  if (!current) return <Navigate to="/requests" replace />;
  const label = (key: Key) => <span data-testid={`tab-${key}`}>{t(key)} <Badge count={counts[key]} size="small" color={key === "refunds" && stuck ? "var(--bad)" : "var(--accent)"} title={t(`count.${key}`, { n: counts[key] })} /></span>;
  return (
    <div className={css.page} data-testid="requests">
      <h1 className="visually-hidden">{t("title")}</h1>
      <Tabs className={css.tabs!} activeKey={current.key} items={SECTIONS.map((s) => ({ key: s.key, label: label(s.key) }))} onChange={go} aria-label={t("sections")} />
      <section className={css.section} aria-label={t(current.key)}><current.Section /></section>
    </div>
  );
}
