import type { Category } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Form, Input, Modal, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useCategories, useSaveCategory } from "../api/entries.ts";
import { messages } from "../messages.ts";

type Fields = Pick<Category, "key" | "title"> & { title_en?: string };

/** The categories of the knowledge base: to add and to rename. */
export function CategoriesDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const { data = [] } = useCategories();
  const [edited, setEdited] = useState<Category | "new" | null>(null);
  const columns: TableColumnsType<Category> = [
    { title: t("titleZh"), dataIndex: "title", key: "title" },
    { title: t("titleEn"), dataIndex: "title_en", key: "title_en" },
    { title: t("key"), dataIndex: "key", key: "key", render: (key: string) => <code>{key}</code> },
    { title: "", key: "edit", align: "right", render: (_, x) => <Button type="link" size="small" onClick={() => setEdited(x)}>{c("edit")}</Button> },
  ];
  return (
    <Modal open={open} title={t("categories")} onCancel={onClose} footer={<Button type="primary" onClick={() => setEdited("new")} data-testid="category-new">{t("newCategory")}</Button>} width={640} destroyOnHidden>
      <Table<Category> rowKey="id" size="small" columns={columns} dataSource={data} pagination={false} scroll={{ y: 420 }} />
      <Modal open={edited !== null} title={t(edited === "new" ? "newCategory" : "editCategory")} onCancel={() => setEdited(null)} footer={null} width={400} destroyOnHidden>
        {edited && <CategoryForm category={edited === "new" ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
    </Modal>
  );
}

function CategoryForm({ category, onDone }: { category: Category | null; onDone: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const save = useSaveCategory(category);
  const saved = () => {
    void message.success(c("saved"));
    onDone();
  };
  return (
    <Form<Fields> layout="vertical" initialValues={category ?? {}} onFinish={(f) => save.mutate({ ...f, title_en: f.title_en?.trim() || null }, { onSuccess: saved })} data-testid="category-form">
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <Form.Item name="title" label={t("titleZh")} rules={[{ required: true, whitespace: true, message: t("required") }]}><Input maxLength={60} autoFocus /></Form.Item>
      <Form.Item name="title_en" label={`${t("titleEn")} (${c("optional")})`}><Input maxLength={60} /></Form.Item>
      <Form.Item name="key" label={t("key")} extra={t("keyHint")} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{1,39}$/, message: t("keyHint") }]}><Input disabled={!!category} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{c("save")}</Button>
    </Form>
  );
}
