import type { LocalMails } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useMutation } from "@tanstack/react-query";
import { App, Form, Input, Modal, Select } from "antd";
import { api } from "@/lib/api.ts";
import { mailMessages } from "../messages.mail.ts";

export interface Draft {
  account: string;
  sender: string;
  subject: string;
  /** The outgoing mail that this one answers. */
  answers?: string;
}

interface Filled {
  account: string;
  sender: string;
  subject?: string;
  text: string;
}

/** Writing as a customer. */
export function WriteMail({ draft, mailboxes, onClose }: { draft: Draft; mailboxes: LocalMails["mailboxes"]; onClose: () => void }) {
  const t = useT(mailMessages);
  const { message } = App.useApp();
  const [form] = Form.useForm<Filled>();
  const posting = useMutation({
    mutationFn: (filled: Filled) => api.admin.writeLocalMail({ ...filled, subject: filled.subject ?? "", answers: draft.answers }),
    onSuccess: () => {
      void message.success(t("sent"));
      onClose();
    },
    onError: (error) => void message.error(error.message),
  });
  return (
    <Modal open title={t(draft.answers ? "answer" : "write")} okText={t("send")} cancelText={t("cancel")} confirmLoading={posting.isPending} onCancel={onClose}
      onOk={() => form.submit()} okButtonProps={{ "data-testid": "mail-send" } as { "data-testid": string }}>
      <Form<Filled> form={form} layout="vertical" initialValues={draft} onFinish={(filled) => posting.mutate(filled)}>
        <Form.Item name="sender" label={t("from")} rules={[{ required: true, type: "email", message: t("noAddress") }]}><Input autoFocus={!draft.answers} maxLength={254} placeholder="li.na@example.com" /></Form.Item>
        <Form.Item name="account" label={t("to")}><Select options={mailboxes.map((one) => ({ value: one.account, label: `${one.name} <${one.address}>` }))} /></Form.Item>
        <Form.Item name="subject" label={t("subject")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="text" label={t("text")} rules={[{ required: true, whitespace: true, message: t("noText") }]}><Input.TextArea autoSize={{ minRows: 5, maxRows: 12 }} maxLength={10_000} autoFocus={!!draft.answers} /></Form.Item>
      </Form>
    </Modal>
  );
}
