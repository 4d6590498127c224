import { PlusOutlined } from "@ant-design/icons";
import type { StaffMember } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Avatar, dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";
import { RoleTags } from "./RoleTags.tsx";
import { StaffDrawer } from "./StaffDrawer.tsx";

export function StaffSection() {
  const t = useT(messages);
  const c = useT(common);
  const can = useCan();
  const { locale } = useLocale();
  const [q, setQ] = useState("");
  const [onlyActive, setOnlyActive] = useState(true);
  const [open, setOpen] = useState<StaffMember | "new" | null>(null);
  const filter = { q: q || undefined, active: onlyActive || undefined };
  const query = useInfiniteQuery({
    queryKey: ["staff", filter], queryFn: ({ pageParam }) => api.admin.staff(filter, pageParam),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next,
  });
  const manage = can("staff.manage");
  const columns: TableColumnsType<StaffMember> = [
    { title: t("name"), key: "name", render: (_, s) => <span className={css.state}><Avatar name={s.name} size={26} /> {s.name} {!s.active && <small className={css.bad}>{t("inactive")}</small>}</span> },
    { title: t("username"), dataIndex: "username" },
    { title: t("roles"), key: "roles", render: (_, s) => <RoleTags roles={s.roles} /> },
    { title: t("team"), key: "team", render: (_, s) => s.team?.name ?? <span className={css.faint}>{t("noTeam")}</span> },
    { title: t("lastSeen"), key: "seen", render: (_, s) => (s.last_seen_at ? dateTimeText(s.last_seen_at, locale) : <span className={css.faint}>{t("never")}</span>) },
    ...(manage ? [{ title: "", key: "edit", align: "right" as const, render: (_: unknown, s: StaffMember) => <Button type="link" size="small" onClick={() => setOpen(s)} data-testid="staff-edit">{t("edit")}</Button> }] : []),
  ];
  return (
    <>
      <div className={css.head}>
        <h1>{t("staff")}</h1>
        <Checkbox checked={onlyActive} onChange={(e) => setOnlyActive(e.target.checked)}>{t("onlyActive")}</Checkbox>
        <Input.Search allowClear placeholder={t("searchStaff")} style={{ width: 240 }} onSearch={(v) => setQ(v.trim())} />
        {manage && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")} data-testid="staff-new">{t("newStaff")}</Button>}
      </div>
      {query.isPending ? <LoadingRows rows={6} avatar /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <Table<StaffMember> rowKey="id" size="small" columns={columns} dataSource={query.data.pages.flatMap((p) => p.items)} pagination={false}
          locale={{ emptyText: <EmptyState title={c("none")} /> }} />
      )}
      {query.hasNextPage && <Button block type="text" onClick={() => void query.fetchNextPage()}>{c("loadMore")}</Button>}
      <StaffDrawer person={open} onClose={() => setOpen(null)} />
    </>
  );
}
