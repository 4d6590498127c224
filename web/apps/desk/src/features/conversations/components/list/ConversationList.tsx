import { InboxOutlined } from "@ant-design/icons";
import type { Row, RowQuery } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useMe } from "@/lib/session.tsx";
import type { useRows } from "../../api/lists.ts";
import { messages } from "../../messages.ts";
import { narrowings } from "../../rules/filters.ts";
import { ConversationRow } from "./ConversationRow.tsx";
import css from "./List.module.css";

const ROW_HEIGHT = 84;

interface Props {
  query: ReturnType<typeof useRows>;
  rows: Row[];
  filter: RowQuery;
  openId: string | undefined;
  selected: ReadonlySet<string>;
  drafts: ReadonlySet<string>;
  onOpen: (id: string) => void;
  onSelect: (id: string, on: boolean) => void;
  onClear: () => void;
}

export function ConversationList({ query, rows, filter, onClear, ...rest }: Props) {
  const t = useT(messages);
  if (query.isPending) return <LoadingRows rows={7} />;
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) {
    if (narrowings(filter) > 0) {
      return (
        <EmptyState icon={<InboxOutlined />} title={t("empty.filtered")} text={t("empty.filtered.text")}
          action={<Button onClick={onClear}>{t("clearFilters")}</Button>} />
      );
    }
    const text = filter.view === "mine" || filter.view === "mentioned" || filter.view === "unassigned" ? t(`empty.${filter.view}.text`) : "";
    return <EmptyState icon={<InboxOutlined />} title={t(`empty.${filter.view}`)} text={text} />;
  }
  return <VirtualRows query={query} rows={rows} {...rest} />;
}

function VirtualRows({ query, rows, openId, selected, drafts, onOpen, onSelect }: Omit<Props, "filter" | "onClear">) {
  const t = useT(messages);
  const me = useMe();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => rows[i]!.id,
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;

  useEffect(() => {
    if (last >= rows.length - 8 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  // Keyboard moves must keep the open row in sight.
  const openAt = rows.findIndex((r) => r.id === openId);
  useEffect(() => {
    if (openAt >= 0) virtual.scrollToIndex(openAt, { align: "auto" });
    // Only when another conversation is opened, not when the row moves.
  }, [openId]);

  return (
    <div ref={scroller} className={css.scroller} role="list" aria-label={t("list")} data-testid="conversation-list">
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {shown.map((item) => {
          const row = rows[item.index]!;
          return (
            <div key={row.id} role="listitem" className={css.slot} style={{ transform: `translateY(${item.start}px)` }}>
              <ConversationRow
                row={row} open={row.id === openId} selected={selected.has(row.id)} draft={drafts.has(row.id) && row.id !== openId}
                me={me.id} onOpen={onOpen} onSelect={onSelect}
              />
            </div>
          );
        })}
      </div>
      {isFetchingNextPage && <LoadingRows rows={1} />}
    </div>
  );
}
