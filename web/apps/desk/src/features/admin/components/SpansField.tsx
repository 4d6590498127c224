import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import type { CalendarSpan } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, TimePicker } from "antd";
import dayjs from "dayjs";
import { messages } from "../messages.ts";
import { nextSpan, spansFit } from "../rules/spans.ts";
import css from "./Admin.module.css";

interface Props {
  spans: CalendarSpan[];
  onChange: (spans: CalendarSpan[]) => void;
  empty: string;
}

// The picker knows no 24:00; the last minute of the day stands for it.
const toPicker = (text: string) => dayjs(`2000-01-01T${text === "24:00" ? "23:59" : text}`);
const fromPicker = (text: string) => (text === "23:59" ? "24:00" : text);

/** Several opening spans of one day. */
export function SpansField({ spans, onChange, empty }: Props) {
  const t = useT(messages);
  const set = (index: number, span: CalendarSpan) => onChange(spans.map((s, i) => (i === index ? span : s)));
  return (
    <div className={css.spans}>
      {spans.length === 0 && <span className={css.faint}>{empty}</span>}
      {spans.map((s, i) => (
        <span key={i} className={css.span}>
          <TimePicker.RangePicker
            format="HH:mm" minuteStep={5} allowClear={false} needConfirm={false} style={{ width: 172 }} status={spansFit(spans) ? "" : "error"}
            value={[toPicker(s.from), toPicker(s.to)]} onChange={(_, text) => text && set(i, { from: text[0]!, to: fromPicker(text[1]!) })}
          />
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("removeSpan")} onClick={() => onChange(spans.filter((_, j) => j !== i))} />
        </span>
      ))}
      <Button type="text" size="small" icon={<PlusOutlined />} onClick={() => onChange([...spans, nextSpan(spans)])}>{t("addSpan")}</Button>
    </div>
  );
}
