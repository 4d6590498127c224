import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from "@ant-design/icons";
import type { DispositionSettings } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button, Checkbox, Space, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useChangeDispositions, useDispositionSettings } from "../api/dispositions.ts";
import { catalogueMessages } from "../messages.catalogues.ts";
import { moved } from "../rules/ordering.ts";
import css from "./Admin.module.css";
import { DispositionDrawer, type Opened } from "./DispositionDrawer.tsx";

type Node = DispositionSettings & { children?: Node[] };

/** The wrap-up reasons: groups and what is in them. */
export function DispositionsSection() {
  const t = useT(catalogueMessages);
  const query = useDispositionSettings();
  const [open, setOpen] = useState<Opened | null>(null);
  const [retired, setRetired] = useState(false);
  const shown = (query.data ?? []).filter((d) => retired || !d.retired);
  const under = (parent: string | null): Node[] => shown.filter((d) => d.parent_id === parent).map((d) => ({ ...d, children: d.parent_id === null ? under(d.id) : [] }));
  const columns: TableColumnsType<Node> = [
    { title: t("nameZh"), key: "name", render: (_, d) => <span className={d.retired ? css.retired : undefined}>{d.name}</span> },
    { title: t("nameEn"), dataIndex: "name_en", key: "name_en" },
    { title: t("code"), key: "code", render: (_, d) => <small className={css.faint}>{d.code}</small> },
    { title: "", key: "act", align: "right", render: (_, d) => <RowActions one={d} siblings={shown.filter((x) => x.parent_id === d.parent_id)} onOpen={setOpen} /> },
  ];
  const begin = () => setOpen({ parent: null });
  const empty = <EmptyState title={t("noDispositions")} text={t("noDispositionsText")} action={<Button type="primary" onClick={begin}>{t("newGroup")}</Button>} />;
  return (
    <>
      <div className={css.head}>
        <h1>{t("dispositions")}</h1>
        <Checkbox checked={retired} onChange={(e) => setRetired(e.target.checked)}>{t("showRetired")}</Checkbox>
        <Button type="primary" icon={<PlusOutlined />} data-testid="disposition-new" onClick={begin}>{t("newGroup")}</Button>
      </div>
      <p className={css.faint}>{t("dispositionsNote")}</p>
      {query.isPending ? <LoadingRows rows={6} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<Node> rowKey="id" size="small" columns={columns} dataSource={under(null)} pagination={false} expandable={{ expandedRowKeys: shown.map((d) => d.id), expandIcon: () => null }} locale={{ emptyText: empty }} />}
      <DispositionDrawer open={open} onClose={() => setOpen(null)} />
    </>
  );
}

function RowActions({ one, siblings, onOpen }: { one: Node; siblings: readonly DispositionSettings[]; onOpen: (what: Opened) => void }) {
  const t = useT(catalogueMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const change = useChangeDispositions();
  const run = (changes: Parameters<typeof change.mutate>[0]) => change.mutate(changes, { onError: (error) => void message.error(errorText(error)) });
  const move = (by: -1 | 1) => run(moved(siblings, one.id, by).map(({ id, position }) => ({ id, patch: { position } })));
  const place = siblings.findIndex((s) => s.id === one.id);
  return (
    <Space size={0}>
      {one.parent_id === null && !one.retired && <Button type="link" size="small" onClick={() => onOpen({ parent: one })}>{t("newReason")}</Button>}
      <Button type="text" size="small" icon={<ArrowUpOutlined />} aria-label={t("up")} disabled={place === 0 || change.isPending} onClick={() => move(-1)} />
      <Button type="text" size="small" icon={<ArrowDownOutlined />} aria-label={t("down")} disabled={place === siblings.length - 1 || change.isPending} onClick={() => move(1)} />
      <Button type="link" size="small" onClick={() => onOpen({ one })}>{t("edit")}</Button>
      <Button type="link" size="small" danger={!one.retired} onClick={() => run([{ id: one.id, patch: { retired: !one.retired } }])}>{t(one.retired ? "restore" : "retire")}</Button>
    </Space>
  );
}
