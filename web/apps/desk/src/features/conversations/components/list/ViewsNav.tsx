import { CheckCircleOutlined, ClockCircleOutlined, CloseOutlined, InboxOutlined, PlusOutlined, TeamOutlined, UserOutlined } from "@ant-design/icons";
import type { RowQuery, SavedView, View } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, Input, Popover } from "antd";
import { useState, type ReactNode } from "react";
import { common } from "@/lib/common.ts";
import { usePreferences } from "@/lib/preferences.ts";
import { useQueues } from "../../api/catalogues.ts";
import { useCounts } from "../../api/lists.ts";
import { messages } from "../../messages.ts";
import { narrowings, VIEWS } from "../../rules/filters.ts";
import css from "./ViewsNav.module.css";

const ICONS: Record<View, ReactNode> = {
  mine: <UserOutlined />, mentioned: <span className={css.at} aria-hidden="true">@</span>, unassigned: <InboxOutlined />, all: <TeamOutlined />, snoozed: <ClockCircleOutlined />, resolved: <CheckCircleOutlined />,
};

interface Props {
  filter: RowQuery;
  search: string;
  show: (query: Record<string, string>) => void;
}

export function ViewsNav({ filter, search, show }: Props) {
  const t = useT(messages);
  const { data: counts } = useCounts();
  const plain = narrowings(filter) === 0;
  return (
    <nav className={css.nav} aria-label={t("views")} data-testid="views">
      {VIEWS.map((view) => (
        <Item
          key={view} icon={ICONS[view]} label={t(`view.${view}`)} count={counts?.[view]} current={plain && filter.view === view}
          alert={view === "unassigned" || view === "mentioned"} id={view} onClick={() => show({ view })}
        />
      ))}
      <QueueItems filter={filter} show={show} />
      <SavedViews search={search} show={show} />
    </nav>
  );
}

interface ItemProps {
  label: string;
  onClick: () => void;
  icon?: ReactNode;
  count?: number | undefined;
  current?: boolean;
  alert?: boolean;
  id?: string;
  extra?: ReactNode;
}

function Item({ label, onClick, icon, count, current = false, alert = false, id, extra }: ItemProps) {
  return (
    <div className={`${css.item} ${current ? css.current : ""}`}>
      <button type="button" onClick={onClick} aria-current={current ? "page" : undefined} data-testid={id ? `view-${id}` : undefined}>
        {icon}
        <span>{label}</span>
        {count !== undefined && <em className={alert && count > 0 ? css.alert : undefined}>{count}</em>}
      </button>
      {extra}
    </div>
  );
}

function QueueItems({ filter, show }: Pick<Props, "filter" | "show">) {
  const t = useT(messages);
  const queues = useQueues();
  const { data: counts } = useCounts();
  if (!queues.data?.length) return null;
  const waiting = new Map(counts?.queues.map((q) => [q.queue_id, q.waiting]));
  return (
    <>
      <h3>{t("queues")}</h3>
      {queues.data.map((q) => (
        <Item
          key={q.id} label={q.name} count={waiting.get(q.id) ?? 0} alert current={filter.queue_id === q.id}
          onClick={() => show({ view: "unassigned", queue_id: q.id })}
        />
      ))}
    </>
  );
}

function SavedViews({ search, show }: Pick<Props, "search" | "show">) {
  const t = useT(messages);
  const [preferences, change] = usePreferences();
  const saved = preferences.saved_views;
  const keep = (views: SavedView[]) => void change({ saved_views: views });
  const add = (name: string) =>
    keep([...saved, { id: crypto.randomUUID?.() ?? String(Date.now()), name, query: Object.fromEntries(new URLSearchParams(search)) }]);
  return (
    <>
      <h3>
        {t("savedViews")}
        <SaveView onSave={add} />
      </h3>
      {saved.map((view) => (
        <Item
          key={view.id} label={view.name} current={new URLSearchParams(view.query).toString() === search} onClick={() => show(view.query)}
          extra={
            <Button
              className={css.remove} type="text" size="small" icon={<CloseOutlined />} aria-label={`${t("removeView")} ${view.name}`}
              onClick={() => keep(saved.filter((v) => v.id !== view.id))}
            />
          }
        />
      ))}
    </>
  );
}

function SaveView({ onSave }: { onSave: (name: string) => void }) {
  const t = useT(messages);
  const c = useT(common);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const save = () => {
    if (!name.trim()) return;
    onSave(name.trim());
    setName("");
    setOpen(false);
  };
  const form = (
    <div style={{ display: "flex", gap: 8 }}>
      <Input autoFocus placeholder={t("saveViewName")} value={name} maxLength={24} onChange={(e) => setName(e.target.value)} onPressEnter={save} />
      <Button type="primary" onClick={save}>{c("save")}</Button>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="right" title={t("saveView")} content={form} destroyOnHidden>
      <Button type="text" size="small" icon={<PlusOutlined />} aria-label={t("saveView")} title={t("saveView")} />
    </Popover>
  );
}
