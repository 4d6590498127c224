import { PlusOutlined } from "@ant-design/icons";
import type { Calendar } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button } from "antd";
import { useState } from "react";
import { useCalendars } from "../api/staff.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";
import { CalendarDrawer } from "./CalendarDrawer.tsx";

const DAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;

export function CalendarsSection() {
  const t = useT(messages);
  const query = useCalendars();
  const [open, setOpen] = useState<Calendar | "new" | null>(null);
  return (
    <>
      <div className={css.head}>
        <h1>{t("calendars")}</h1>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>{t("newCalendar")}</Button>
      </div>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : query.data.length === 0 ? <EmptyState title={t("noCalendars")} />
        : <div className={css.cards}>{query.data.map((c) => <Card key={c.id} calendar={c} onEdit={() => setOpen(c)} />)}</div>}
      <CalendarDrawer calendar={open} onClose={() => setOpen(null)} />
    </>
  );
}

function Card({ calendar, onEdit }: { calendar: Calendar; onEdit: () => void }) {
  const t = useT(messages);
  const write = useWriting();
  const { definition: d } = calendar;
  const text = (spans: { from: string; to: string }[]) => write.listed(spans.map((s) => `${s.from}–${s.to}`)) || t("closedDay");
  return (
    <article className={css.card}>
      <header>
        <h2>{calendar.name}</h2>
        <span className={calendar.open ? css.ok : css.faint}>{t(calendar.open ? "open" : "closed")}</span>
        <span className={css.grow} />
        <Button size="small" onClick={onEdit}>{t("edit")}</Button>
      </header>
      {DAYS.map((day) => <div key={day}><span style={{ display: "inline-block", width: 84 }} className={css.faint}>{t(`day.${day}`)}</span>{text(d.weekly[day] ?? [])}</div>)}
      <div><span style={{ display: "inline-block", width: 84 }} className={css.faint}>{t("holidays")}</span> {t(`holidays.${d.holidays}`)}{d.holidays === "china" && ` · ${text(d.holiday_spans)}`}</div>
      {d.exceptions.map((e) => <div key={e.date}><span style={{ display: "inline-block", width: 84 }} className={css.faint}>{e.date}</span>{e.name} {text(e.spans)}</div>)}
    </article>
  );
}
