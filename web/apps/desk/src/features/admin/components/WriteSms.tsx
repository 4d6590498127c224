import { useT } from "@tandem/i18n/react";
import { useMutation } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { smsMessages } from "../messages.sms.ts";

interface Filled {
  phone: string;
  text: string;
}

/** Writing as a telephone. The same message pressed twice is one: it keeps its id until it is gone. */
export function WriteSms({ phone, onClose }: { phone: string; onClose: (sent: boolean) => void }) {
  const t = useT(smsMessages);
  const { message } = App.useApp();
  const [form] = Form.useForm<Filled>();
  const [id] = useState(() => crypto.randomUUID());
  const posting = useMutation({
    mutationFn: (filled: Filled) => api.admin.writeLocalSms({ id, ...filled }),
    onSuccess: () => {
      void message.success(t("sent"));
      onClose(true);
    },
    onError: (error) => void message.error(error.message),
  });
  return (
    <Modal open title={t(phone ? "answer" : "write")} okText={t("send")} cancelText={t("cancel")} confirmLoading={posting.isPending} onCancel={() => onClose(false)}
      onOk={() => form.submit()} okButtonProps={{ "data-testid": "sms-send" } as { "data-testid": string }}>
      <Form<Filled> form={form} layout="vertical" initialValues={{ phone }} onFinish={(filled) => posting.mutate(filled)}>
        <Form.Item name="phone" label={t("phone")} rules={[{ required: true, pattern: /^\s*(\+?86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}\s*$/, message: t("noPhone") }]}><Input autoFocus={!phone} maxLength={20} inputMode="tel" placeholder="13900000000" /></Form.Item>
        <Form.Item name="text" label={t("text")} rules={[{ required: true, whitespace: true, message: t("noText") }]}><Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={1_000} autoFocus={!!phone} placeholder={t("textHint")} /></Form.Item>
      </Form>
    </Modal>
  );
}
