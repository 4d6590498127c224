import { WarningOutlined } from "@ant-design/icons";
import type { ModelVersion } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { clockText, dateTimeText, shortTimeText, useNow } from "@tandem/ui";
import { Button, Space, Table, type TableColumnsType, Typography } from "antd";
import { useNavigate } from "react-router";
import { messages } from "../../messages.ts";
import { versionMessages } from "../../messages.versions.ts";
import { percent } from "../../rules/figures.ts";
import { missingNames, rival, SECOND_READING } from "../../rules/versions.ts";
import css from "./Versions.module.css";

interface Props {
  versions: ModelVersion[];
  may: boolean;
  onPublish: (number: number) => void;
}

export function VersionTable({ versions, may, onPublish }: Props) {
  const t = useT(versionMessages);
  const frame = useT(messages);
  const { locale } = useLocale();
  const write = useWriting();
  const now = useNow();
  const navigate = useNavigate();
  const columns: TableColumnsType<ModelVersion> = [
    {
      title: t("number"), key: "number", width: 260, render: (_, v) => (
        <div className={css.name}><b>{frame("version", { n: v.number })}</b>{v.publication && <span className={css.tag} data-arm={v.publication.arm}>{v.publication.arm === "base" ? t("nowLive") : t("nowTrial", { percent: percent(v.publication.share, 0) })}</span>}<small>{v.note || t("noNote")}</small></div>
      ),
    },
    {
      title: t("state"), key: "state", render: (_, v) => (
        <>
          <span className={css.state} data-state={v.state}>{t(`state.${v.state}`)}</span>
          {v.missing.length > 0 && <div className={css.without} title={t("missingText", { what: write.listed(missingNames(v.missing, frame("secondReading"))) })}><WarningOutlined className={css.warn!} /> {t("missingShort", { what: write.listed(missingNames(v.missing, frame("secondReading"))) })}</div>}
          {v.reason && <div className={css.reason}>{v.reason}</div>}
        </>
      ),
    },
    { title: t("quality"), key: "quality", width: 230, render: (_, v) => v.quality && <span className={css.quality}><b>{percent(v.quality.accuracy)}</b> {frame("accuracy")}<br /><small title={v.quality.scope_auc === null ? undefined : t("scopeAucWhy")}>{frame("macro_f1")} {percent(v.quality.macro_f1)}{v.quality.scope_auc === null ? "" : ` · ${t("scopeAuc", { value: v.quality.scope_auc.toFixed(3) })}`}</small></span> },
    { title: t("size"), key: "size", width: 140, render: (_, v) => v.examples !== null && v.intents !== null && t("sizes", { examples: v.examples, intents: v.intents }) },
    { title: t("by"), key: "by", width: 130, render: (_, v) => <>{v.by}<br /><small>{shortTimeText(v.at, locale, now)}</small></> },
    {
      title: t("actions"), key: "actions", align: "right", width: 230, render: (_, v) => v.state === "ready" && (
        <Space size={4}>
          {rival(versions, v.number) !== null && <Button size="small" onClick={() => void navigate(`/training/compare?a=${rival(versions, v.number)}&b=${v.number}`)} data-testid="version-compare">{t("compareThese")}</Button>}
          {may && (v.publication === null || v.publication.arm === "trial") && <Button size="small" type="primary" onClick={() => onPublish(v.number)} data-testid="version-publish">{t("publish")}</Button>}
        </Space>
      ),
    },
  ];
  return (
    <Table<ModelVersion> rowKey="number" size="small" columns={columns} dataSource={versions} pagination={versions.length > 20 ? { pageSize: 20 } : false}
      onRow={(v) => ({ "data-testid": "version-row", "data-version": v.number, "data-state": v.state }) as object}
      expandable={{ expandedRowRender: (v) => <Details version={v} />, rowExpandable: (v) => v.state === "ready" || v.state === "failed" }} />
  );
}

/** What it takes to make the same model again, and to know that it is the same. */
function Details({ version: v }: { version: ModelVersion }) {
  const t = useT(versionMessages);
  const frame = useT(messages);
  const { locale } = useLocale();
  const write = useWriting();
  const hash = (x: string | null) => (x === null ? "—" : <Typography.Text copyable={{ text: x }} className={css.hash!}>{x.slice(0, 16)}…</Typography.Text>);
  const encoders = Object.entries(v.encoders);
  return (
    <dl className={css.details}>
      <div><dt>{t("dataHash")}</dt><dd>{hash(v.data_hash)}</dd></div>
      <div><dt>{t("sha256")}</dt><dd>{hash(v.sha256)}</dd></div>
      <div><dt>{t("seed")}</dt><dd>{v.seed}</dd></div>
      <div><dt>{t("encoders")}</dt><dd>{encoders.length > 0 ? write.listed(encoders.map(([name, version]) => `${name} ${version.slice(0, 12)}`)) : t("noEncoders")}</dd></div>
      {v.missing.length > 0 && <div><dt>{t("missing")}</dt><dd>{t("missingText", { what: write.listed(missingNames(v.missing, frame("secondReading"))) })}</dd></div>}
      {v.teach && !v.missing.includes(SECOND_READING) && <div><dt>{frame("secondReading")}</dt><dd>{t("secondReadingText")}</dd></div>}
      {v.quality && <div><dt>{frame("test_size")}</dt><dd>{v.quality.test_size}</dd></div>}
      {v.finished_at && <div><dt>{t("finished")}</dt><dd>{dateTimeText(v.finished_at, locale)} <small>{t("took", { time: clockText((Date.parse(v.finished_at) - Date.parse(v.at)) / 1000) })}</small></dd></div>}
    </dl>
  );
}
