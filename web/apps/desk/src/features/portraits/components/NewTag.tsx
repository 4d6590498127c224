import type { TagOrigin } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, ColorPicker, Form, Input, Modal, Segmented } from "antd";
import { common } from "@/lib/common.ts";
import { usePortraitChange } from "../api/portraits.ts";
import { messages } from "../messages.ts";

interface Fields {
  key: string;
  name: string;
  name_en?: string;
  note?: string;
  origin: TagOrigin;
  color: string | { toHexString: () => string };
}

/** The three ways in which a tag can be given are chosen once, when it is made. */
export function NewTag({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const t = useT(messages);
  const c = useT(common);
  const errorText = useErrorText();
  const change = usePortraitChange();
  const [form] = Form.useForm<Fields>();
  const make = ({ color, ...f }: Fields) => {
    const hex = (typeof color === "string" ? color : color.toHexString()).slice(0, 7).toLowerCase();
    change.mutate({ do: "createTag", body: { key: f.key, name: f.name, name_en: f.name_en ?? "", note: f.note ?? "", origin: f.origin, color: hex } }, { onSuccess: () => onMade(f.key) });
  };
  return (
    <Modal open title={t("newTag")} okText={c("create")} cancelText={c("cancel")} onCancel={onClose} onOk={() => form.submit()} confirmLoading={change.isPending} destroyOnHidden>
      <Form<Fields> form={form} layout="vertical" initialValues={{ origin: "hand", color: "#3b6fb6" }} onFinish={make} data-testid="tag-form">
        <Form.Item name="name" label={c("name")} rules={[{ required: true, message: c("required") }]}><Input maxLength={40} autoFocus /></Form.Item>
        <Form.Item name="name_en" label={t("nameEn")}><Input maxLength={40} /></Form.Item>
        <Form.Item name="key" label={t("key")} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{1,39}$/, message: t("keyHint") }]}><Input maxLength={40} /></Form.Item>
        <Form.Item name="origin" label={t("origin")}><Segmented options={(["hand", "rule", "model"] as const).map((value) => ({ value, label: t(`origin.${value}`) }))} /></Form.Item>
        <Form.Item name="color" label={t("color")}><ColorPicker disabledAlpha aria-label={t("color")} /></Form.Item>
        <Form.Item name="note" label={t("note")}><Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} /></Form.Item>
        {change.isError && <Alert type="error" title={errorText(change.error)} />}
      </Form>
    </Modal>
  );
}
