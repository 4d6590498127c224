import { MessageOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { EmptyState, useCommands } from "@tandem/ui";
import { useMemo, useState } from "react";
import { useQueues } from "../api/catalogues.ts";
import { useRows } from "../api/lists.ts";
import { useDrafts } from "../hooks/useDraft.ts";
import { useFilter } from "../hooks/useFilter.ts";
import { messages } from "../messages.ts";
import { VIEWS } from "../rules/filters.ts";
import { rowsOf } from "../rules/lists.ts";
import { afterDone, neighbour } from "../rules/neighbours.ts";
import css from "./ConversationsPage.module.css";
import { BulkBar } from "./list/BulkBar.tsx";
import { ConversationList } from "./list/ConversationList.tsx";
import listCss from "./list/List.module.css";
import { ListToolbar } from "./list/ListToolbar.tsx";
import { ViewsNav } from "./list/ViewsNav.tsx";
import type { CustomerSlot } from "./panel/CustomerPanel.tsx";
import { ThreadPane } from "./thread/ThreadPane.tsx";

export function ConversationsPage({ Customer }: { Customer: CustomerSlot }) {
  const t = useT(messages);
  const { filter, search, openId, change, open, show } = useFilter();
  const query = useRows(filter);
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  const drafts = useDrafts();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const queues = useQueues();

  const move = (step: 1 | -1) => {
    const row = neighbour(rows, openId, step);
    if (row) open(row.id);
  };
  const select = (id: string, on: boolean) =>
    setSelected((old) => {
      const next = new Set(old);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  useCommands([
    { id: "list.next", group: t("cmd.group"), title: t("cmd.next"), keys: "alt+j", run: () => move(1) },
    { id: "list.previous", group: t("cmd.group"), title: t("cmd.previous"), keys: "alt+k", run: () => move(-1) },
    { id: "list.search", group: t("cmd.group"), title: t("cmd.search"), keys: "/", run: () => document.getElementById("conversation-search")?.focus() },
    ...VIEWS.map((view) => ({ id: `view.${view}`, group: t("cmd.group"), title: t("cmd.view", { view: t(`view.${view}`) }), run: () => show({ view }) })),
  ]);

  const queueName = queues.data?.find((q) => q.id === filter.queue_id)?.name;
  const title = [t(`view.${filter.view}`), queueName].filter(Boolean).join(" · ");
  return (
    <div className={css.page}>
      <ViewsNav filter={filter} search={search} show={show} />
      <section className={listCss.pane}>
        <ListToolbar filter={filter} title={title} change={change} />
        {selected.size > 0 && <BulkBar selected={selected} rows={rows} onSelect={setSelected} />}
        <div className={listCss.body}>
          <ConversationList
            query={query} rows={rows} filter={filter} openId={openId} selected={selected} drafts={drafts.ids()}
            onOpen={open} onSelect={select} onClear={() => show({ view: filter.view })}
          />
        </div>
      </section>
      {openId ? (
        <ThreadPane Customer={Customer} id={openId} onNext={() => open(afterDone(rows, openId)?.id ?? null)} />
      ) : (
        <EmptyState icon={<MessageOutlined />} title={t("noneOpen")} text={t("noneOpen.text")} />
      )}
    </div>
  );
}
