import type { RuleHistory, RuleVersion } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import type { UseQueryResult } from "@tanstack/react-query";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Tag } from "antd";
import type { ReactNode } from "react";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import css from "./Portraits.module.css";

/** The versions of a rule, newest first, with what is in force; any of them can be put in force (again). */
export function Versions<Content>(props: {
  query: UseQueryResult<RuleHistory<Content>>;
  show: (content: Content) => ReactNode;
  onPublish: (number: number) => void;
  busy: boolean;
}) {
  const t = useT(messages);
  const { query } = props;
  if (query.isPending) return <LoadingRows rows={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.versions.length === 0) return <EmptyState title={t("noVersions")} />;
  return (
    <ul className={css.versions}>
      {query.data.versions.map((v) => <Line key={v.number} version={v} history={query.data} {...props} />)}
    </ul>
  );
}

function Line<Content>(props: { version: RuleVersion<Content>; history: RuleHistory<Content>; show: (content: Content) => ReactNode; onPublish: (number: number) => void; busy: boolean }) {
  const t = useT(messages);
  const can = useCan();
  const { locale } = useLocale();
  const { version, history } = props;
  const inForce = history.in_force === version.number;
  const was = history.publications.find((p) => p.number === version.number);
  return (
    <li data-testid={`version-${version.number}`}>
      <div className={css.head}>
        <b>{t("version", { n: version.number })}</b>
        {inForce && <Tag color="green">{t("inForce")}</Tag>}
        <small className={css.faint}>{t("madeBy", { name: version.made_by_name, at: dateTimeText(version.made_at, locale) })}{version.note && ` · ${version.note}`}</small>
        <span className={css.grow} />
        {!inForce && can("portraits.publish") && <Button size="small" loading={props.busy} onClick={() => props.onPublish(version.number)} data-testid={`publish-${version.number}`}>{was ? t("rollback") : t("publish")}</Button>}
      </div>
      {props.show(version.content)}
    </li>
  );
}
