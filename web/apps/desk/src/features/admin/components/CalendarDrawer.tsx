import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { Calendar, CalendarDefinition, CalendarException } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, DatePicker, Drawer, Form, Input, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { common } from "@/lib/common.ts";
import { messages } from "../messages.ts";
import { definitionFits, OFFICE_WEEK } from "../rules/spans.ts";
import css from "./Admin.module.css";
import { SpansField } from "./SpansField.tsx";

const DAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;

export function CalendarDrawer({ calendar, onClose }: { calendar: Calendar | "new" | null; onClose: () => void }) {
  const t = useT(messages);
  const known = calendar === "new" ? null : calendar;
  return (
    <Drawer open={calendar !== null} title={known ? known.name : t("newCalendar")} onClose={onClose} size={720} destroyOnHidden>
      {calendar !== null && <Editor calendar={known} onDone={onClose} />}
    </Drawer>
  );
}

function Editor({ calendar, onDone }: { calendar: Calendar | null; onDone: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const client = useQueryClient();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [name, setName] = useState(calendar?.name ?? "");
  const [d, setD] = useState<CalendarDefinition>({ ...OFFICE_WEEK, ...calendar?.definition });
  const change = (patch: Partial<CalendarDefinition>) => setD((old) => ({ ...old, ...patch }));
  const fits = definitionFits(d);
  const save = useMutation({
    mutationFn: () => api.admin.saveCalendar(calendar?.id ?? null, { name: name.trim(), definition: d }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["settings", "calendars"] });
      void message.success(t("saved"));
      onDone();
    },
  });
  return (
    <Form layout="vertical" onFinish={() => save.mutate()}>
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      {!fits && <Alert type="warning" showIcon title={t("overlaps")} style={{ marginBottom: 12 }} />}
      <Form.Item label={c("name")} required><Input aria-label={c("name")} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} /></Form.Item>
      <Form.Item label={t("weekly")} extra={<Button type="link" size="small" onClick={() => change({ weekly: copyMonday(d.weekly) })}>{t("copyMonday")}</Button>}>
        {DAYS.map((day) => (
          <div key={day} className={css.day}>
            <span>{t(`day.${day}`)}</span>
            <SpansField spans={d.weekly[day] ?? []} empty={t("closedDay")} onChange={(spans) => change({ weekly: { ...d.weekly, [day]: spans } })} />
          </div>
        ))}
      </Form.Item>
      <div className={css.pair}>
        <Form.Item label={t("holidays")}>
          <Select value={d.holidays} onChange={(holidays) => change({ holidays })} options={(["china", "none"] as const).map((h) => ({ value: h, label: t(`holidays.${h}`) }))} />
        </Form.Item>
        {d.holidays === "china" && (
          <Form.Item label={t("holidaySpans")}><SpansField spans={d.holiday_spans} empty={t("closedAllDay")} onChange={(holiday_spans) => change({ holiday_spans })} /></Form.Item>
        )}
      </div>
      <Form.Item label={t("exceptions")}><Exceptions list={d.exceptions} onChange={(exceptions) => change({ exceptions })} /></Form.Item>
      <Button type="primary" htmlType="submit" disabled={!fits || !name.trim()} loading={save.isPending}>{c("save")}</Button>
    </Form>
  );
}

function copyMonday(weekly: CalendarDefinition["weekly"]): CalendarDefinition["weekly"] {
  const monday = weekly["1"] ?? [];
  return { ...weekly, ...Object.fromEntries(["2", "3", "4", "5"].map((d) => [d, monday.map((s) => ({ ...s }))])) };
}

function Exceptions({ list, onChange }: { list: CalendarException[]; onChange: (list: CalendarException[]) => void }) {
  const t = useT(messages);
  const set = (index: number, patch: Partial<CalendarException>) => onChange(list.map((e, i) => (i === index ? { ...e, ...patch } : e)));
  return (
    <>
      {list.map((e, i) => (
        <div key={i} className={css.exception}>
          <DatePicker value={e.date ? dayjs(e.date) : null} allowClear={false} onChange={(day) => set(i, { date: day?.format("YYYY-MM-DD") ?? "" })} />
          <Input value={e.name ?? ""} placeholder={t("reason")} onChange={(x) => set(i, { name: x.target.value })} />
          <SpansField spans={e.spans} empty={t("closedAllDay")} onChange={(spans) => set(i, { spans })} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("removeSpan")} onClick={() => onChange(list.filter((_, j) => j !== i))} />
        </div>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...list, { date: dayjs().add(1, "day").format("YYYY-MM-DD"), name: "", spans: [] }])}>
        {t("addException")}
      </Button>
    </>
  );
}
