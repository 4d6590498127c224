import { FilterOutlined, SearchOutlined, SortAscendingOutlined } from "@ant-design/icons";
import type { RowQuery, Sort } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Badge, Button, Dropdown, Input, Popover, Select, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { useAgents, useChannels, useLabels, useQueues } from "../../api/catalogues.ts";
import { messages } from "../../messages.ts";
import { narrowings, PRIORITIES, SORTS } from "../../rules/filters.ts";
import css from "./List.module.css";

type Patch = Partial<Record<keyof RowQuery, string | undefined>>;

export function ListToolbar({ filter, title, change }: { filter: RowQuery; title: string; change: (patch: Patch) => void }) {
  const t = useT(messages);
  const [open, setOpen] = useState(false);
  const active = narrowings(filter) - (filter.q ? 1 : 0);
  const sorts = SORTS.map((s) => ({ key: s, label: t(`sort.${s}`) }));
  return (
    <div className={css.toolbar}>
      <div className={css.top}>
        <h2>{title}</h2>
        <Dropdown
          menu={{ items: sorts, selectable: true, selectedKeys: [filter.sort ?? "waiting"], onClick: ({ key }) => change({ sort: key as Sort }) }}
          trigger={["click"]}
        >
          <Button type="text" size="small" icon={<SortAscendingOutlined />} data-testid="list-sort">{t(`sort.${filter.sort ?? "waiting"}`)}</Button>
        </Dropdown>
        <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" title={t("filters")} content={<Filters filter={filter} change={change} />}>
          <Tooltip title={open ? "" : t("filter")}>
            <Badge count={active} size="small" color="var(--accent)">
              <Button type="text" size="small" icon={<FilterOutlined />} aria-label={t("filter")} data-testid="list-filter" />
            </Badge>
          </Tooltip>
        </Popover>
      </div>
      <SearchField value={filter.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
    </div>
  );
}

/** Searches once the typing has paused. */
function SearchField({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const t = useT(messages);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text.trim()), 300);
    return () => clearTimeout(timer);
    // onChange is new at every render; the text alone decides.
  }, [text]);
  return (
    <Input
      id="conversation-search" allowClear prefix={<SearchOutlined />} placeholder={t("searchHint")} aria-label={t("searchHint")}
      value={text} onChange={(e) => setText(e.target.value)} data-testid="list-search"
    />
  );
}

function Filters({ filter, change }: { filter: RowQuery; change: (patch: Patch) => void }) {
  const t = useT(messages);
  const c = useT(common);
  const queues = useQueues();
  const labels = useLabels();
  const channels = useChannels();
  const supervises = useCan()("conversations.read.team", "conversations.read.all");
  const agents = useAgents(supervises);
  const field = (key: "queue_id" | "agent_id" | "label" | "priority" | "channel", label: string, options: { value: string; label: string }[]) => (
    <label>
      {label}
      <Select
        allowClear showSearch={{ optionFilterProp: "label" }} placeholder={t("anyOf")} value={filter[key] ?? null} options={options}
        onChange={(value: string | null) => change({ [key]: value ?? undefined })}
      />
    </label>
  );
  const refs = (list: { id: string; name: string }[] | undefined) => (list ?? []).map((x) => ({ value: x.id, label: x.name }));
  return (
    <div className={css.filters}>
      {field("queue_id", t("queue"), refs(queues.data))}
      {supervises && field("agent_id", t("agent"), refs(agents.data))}
      {field("label", t("label"), refs(labels.data))}
      {field("priority", t("priority"), PRIORITIES.map((p) => ({ value: p, label: c(`priority.${p}`) })))}
      {field("channel", t("channel"), (channels.data ?? []).map((x) => ({ value: x.kind, label: x.name })))}
      <Button size="small" onClick={() => change({ queue_id: undefined, agent_id: undefined, label: undefined, priority: undefined, channel: undefined, q: undefined })}>
        {t("clearFilters")}
      </Button>
    </div>
  );
}
