import { PlusOutlined } from "@ant-design/icons";
import type { Label } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, ColorPicker, Form, Input, Modal, Space, Table, Tag, type TableColumnsType } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useLabels, useRemoveLabel, useSaveLabel } from "../api/labels.ts";
import { catalogueMessages } from "../messages.catalogues.ts";
import css from "./Admin.module.css";

/** The labels that conversations carry. */
export function LabelsSection() {
  const t = useT(catalogueMessages);
  const c = useT(common);
  const query = useLabels();
  const [open, setOpen] = useState<Label | "new" | null>(null);
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const remove = useRemoveLabel();
  const ask = (label: Label) =>
    void modal.confirm({
      title: t("removeLabel", { name: label.name }), content: t("removeLabelText"), okText: c("remove"), okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(label.id).catch((error: unknown) => void message.error(errorText(error))),
    });
  const columns: TableColumnsType<Label> = [
    { title: t("label"), key: "name", render: (_, l) => <Tag color={l.color}>{l.name}</Tag> },
    {
      title: "", key: "act", align: "right", render: (_, l) => (
        <Space size={0}>
          <Button type="link" size="small" onClick={() => setOpen(l)}>{c("edit")}</Button>
          <Button type="link" size="small" danger onClick={() => ask(l)}>{c("remove")}</Button>
        </Space>
      ),
    },
  ];
  return (
    <>
      <div className={css.head}>
        <h1>{t("labels")}</h1>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>{t("newLabel")}</Button>
      </div>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<Label> className={css.narrow!} rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: <EmptyState title={t("noLabels")} /> }} />}
      <Modal open={open !== null} title={open === "new" ? t("newLabel") : t("editLabel")} footer={null} onCancel={() => setOpen(null)} width={380} destroyOnHidden>
        {open && <LabelForm label={open === "new" ? null : open} onDone={() => setOpen(null)} />}
      </Modal>
    </>
  );
}

function LabelForm({ label, onDone }: { label: Label | null; onDone: () => void }) {
  const t = useT(catalogueMessages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const save = useSaveLabel(label?.id ?? null);
  const saved = () => {
    void message.success(t("saved"));
    onDone();
  };
  return (
    <Form<Pick<Label, "name" | "color">> layout="vertical" initialValues={label ?? { color: "#1d5fd1" }} onFinish={(f) => save.mutate(f, { onSuccess: saved })} data-testid="label-form">
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <Form.Item name="name" label={c("name")} rules={[{ required: true, whitespace: true, message: c("required") }]}><Input maxLength={40} autoFocus /></Form.Item>
      <Form.Item name="color" label={t("colour")} getValueFromEvent={(colour: { toHexString: () => string }) => colour.toHexString().slice(0, 7)}><ColorPicker disabledAlpha showText /></Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{c("save")}</Button>
    </Form>
  );
}
