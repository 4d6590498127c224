import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { Category, Entry, EntryContent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, DatePicker, Form, Input, Select, Space } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { EntrySelect } from "@/lib/entries/index.ts";
import { common } from "@/lib/common.ts";
import { useCategories } from "../api/entries.ts";
import { useCategoryTitle } from "../hooks/useCategoryTitle.ts";
import { messages } from "../messages.ts";
import css from "./Knowledge.module.css";

interface Fields {
  question: string;
  answer: string;
  category_id: string;
  phrasings: string[];
  related: string[];
  effective: [Dayjs | null, Dayjs | null] | null;
}

/** What the form begins with: an entry, or an old version of one. */
export type Initial = Pick<Entry, "key" | "question" | "answer" | "phrasings" | "related" | "effective_from" | "effective_to"> & { category: Pick<Category, "id"> };

interface Props {
  initial?: Initial;
  busy: boolean;
  onSave: (content: EntryContent) => void;
  onCancel: () => void;
}

function fieldsOf(entry: Initial | undefined): Partial<Fields> {
  if (!entry) return { phrasings: ["", "", "", "", ""] };
  const day = (iso: string | null) => (iso ? dayjs(iso) : null);
  return {
    question: entry.question, answer: entry.answer, category_id: entry.category.id, phrasings: entry.phrasings, related: entry.related,
    effective: [day(entry.effective_from), day(entry.effective_to)],
  };
}

function contentOf(f: Fields): EntryContent {
  const [from, to] = f.effective ?? [null, null];
  return {
    question: f.question.trim(), answer: f.answer.trim(), category_id: f.category_id, phrasings: [...new Set(f.phrasings.map((p) => p?.trim()).filter(Boolean))],
    related: f.related ?? [], effective_from: from?.startOf("day").toISOString() ?? null, effective_to: to?.endOf("day").toISOString() ?? null,
  };
}

export function EntryForm({ initial, busy, onSave, onCancel }: Props) {
  const t = useT(messages);
  const c = useT(common);
  const title = useCategoryTitle();
  const { data: categories = [] } = useCategories();
  const required = (max: number) => [{ required: true, whitespace: true, message: t("required") }, { max, message: t("tooLong") }];
  return (
    <Form<Fields> layout="vertical" className={css.form} initialValues={fieldsOf(initial)} onFinish={(f) => onSave(contentOf(f))} data-testid="entry-form">
      <Form.Item name="question" label={t("question")} rules={required(200)}><Input data-testid="entry-question" /></Form.Item>
      <Form.Item name="answer" label={t("answer")} rules={required(4000)}><Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} data-testid="entry-answer" /></Form.Item>
      <div className={css.pair}>
        <Form.Item name="category_id" label={t("category")} rules={[{ required: true, message: t("required") }]}>
          <Select options={categories.map((x) => ({ value: x.id, label: title(x) }))} data-testid="entry-category" />
        </Form.Item>
        <Form.Item name="effective" label={t("effective")} extra={t("effectiveHint")}>
          <DatePicker.RangePicker allowEmpty={[true, true]} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <Phrasings />
      <Form.Item name="related" label={t("related")} extra={t("relatedHint")}><EntrySelect max={20} placeholder={t("relatedPlaceholder")} except={initial?.key} /></Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" loading={busy} data-testid="entry-save">{t("saveDraft")}</Button>
        <Button onClick={onCancel}>{c("cancel")}</Button>
      </Space>
    </Form>
  );
}

/** Pasting several lines into one field spreads them over several. */
function Phrasings() {
  const t = useT(messages);
  const form = Form.useFormInstance<Fields>();
  const paste = (e: React.ClipboardEvent, index: number) => {
    const lines = e.clipboardData.getData("text").split(/\r?\n/).map((l) => l.trim()).filter(Boolean);
    if (lines.length < 2) return;
    e.preventDefault();
    const list = [...(form.getFieldValue("phrasings") as string[])];
    list.splice(index, 1, ...lines);
    form.setFieldValue("phrasings", list);
  };
  return (
    <Form.Item label={t("phrasings")} extra={t("phrasingsHint")}>
      <Form.List name="phrasings">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field, i) => (
              <div key={field.key} className={css.phrasingRow}>
                <Form.Item name={field.name} noStyle rules={[{ max: 200, message: t("tooLong") }]}>
                  <Input aria-label={t("phrasing", { n: i + 1 })} onPaste={(e) => paste(e, i)} onPressEnter={(e) => {
                    e.preventDefault();
                    add("", i + 1);
                  }} />
                </Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t("removePhrasing", { n: i + 1 })} onClick={() => remove(field.name)} />
              </div>
            ))}
            <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add("")}>{t("addPhrasing")}</Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
