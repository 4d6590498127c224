import type { TimelineGroup } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dayText, EmptyState, ErrorState, LoadingRows, useNow } from "@tandem/ui";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useTimeline } from "../../api/customers.ts";
import { timelineMessages } from "../../messages.timeline.ts";
import { byDay, GROUPS } from "../../rules/timeline.ts";
import css from "./Timeline.module.css";
import { Entry } from "./Entry.tsx";

/** Everything that happened, day by day, newest first; older days come as one scrolls. */
export function TimelineList({ id }: { id: string }) {
  const t = useT(timelineMessages);
  const { locale } = useLocale();
  const now = useNow();
  const [groups, setGroups] = useState<readonly TimelineGroup[]>([]);
  const timeline = useTimeline(id, groups);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = timeline;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage) return;
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting) && !isFetchingNextPage) void fetchNextPage();
    }, { rootMargin: "300px" });
    watcher.observe(mark);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, timeline.entries.length]);
  return (
    <div className={css.timeline} data-testid="customer-timeline">
      <Filter groups={groups} onChange={setGroups} />
      {timeline.isPending && <LoadingRows rows={6} />}
      {timeline.isError && <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.isSuccess && timeline.entries.length === 0 && <EmptyState title={t(groups.length > 0 ? "emptyFiltered" : "empty")} />}
      {byDay(timeline.entries).map(({ day, entries }) => (
        <section key={day}>
          <h4>{dayText(entries[0]!.at, locale, now)}</h4>
          <ol>{entries.map((entry) => <Entry key={entry.id} entry={entry} />)}</ol>
        </section>
      ))}
      <div ref={end} />
      {hasNextPage && <Button block type="text" size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("loadMore")}</Button>}
      {timeline.isSuccess && !hasNextPage && timeline.entries.length > 0 && <p className={css.end}>{t("end")}</p>}
    </div>
  );
}

function Filter({ groups, onChange }: { groups: readonly TimelineGroup[]; onChange: (groups: readonly TimelineGroup[]) => void }) {
  const t = useT(timelineMessages);
  const can = useCan();
  const offered = GROUPS.filter((group) => group !== "loan" || can("loans.read"));
  return (
    <div className={css.filter} role="group" aria-label={t("filter")}>
      {offered.map((group) => (
        <button
          key={group} type="button" aria-pressed={groups.includes(group)} data-testid={`timeline-filter-${group}`}
          onClick={() => onChange(groups.includes(group) ? groups.filter((one) => one !== group) : [...groups, group])}
        >
          {t(`group.${group}`)}
        </button>
      ))}
    </div>
  );
}
