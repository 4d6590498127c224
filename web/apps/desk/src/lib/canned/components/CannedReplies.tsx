import { DeleteOutlined, EditOutlined } from "@ant-design/icons";
import type { CannedReply } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { messages } from "../messages.ts";
import css from "./Canned.module.css";

type Fields = Pick<CannedReply, "shortcut" | "title" | "text">;
const VARIABLES = "{{customer.name}} {{agent.name}} {{queue.name}}";

/** Canned replies that only I see, or those for everybody: to add, change and delete. */
export function CannedReplies({ scope }: { scope: CannedReply["scope"] }) {
  const t = useT(messages);
  const query = useQuery({ queryKey: keys.canned, queryFn: () => api.canned.list() });
  const [edited, setEdited] = useState<CannedReply | null>(null);
  const replies = query.data?.filter((r) => r.scope === scope) ?? [];
  return (
    <div data-testid={`canned-${scope}`}>
      <p className={css.faint}>{t(scope === "own" ? "hint" : "sharedHint", { vars: VARIABLES })}</p>
      {query.isPending && <LoadingRows rows={2} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && replies.length === 0 && <p className={css.faint}>{t(scope === "own" ? "noneOwn" : "noneShared")}</p>}
      {replies.map((r) => <Reply key={r.id} reply={r} onEdit={() => setEdited(r)} />)}
      <AddForm scope={scope} />
      <EditDialog reply={edited} onClose={() => setEdited(null)} />
    </div>
  );
}

function useChangeCanned<V>(run: (value: V) => Promise<unknown>) {
  const client = useQueryClient();
  const errorText = useErrorText();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.canned }),
    onError: (error) => void message.error(errorText(error)),
  });
}

function Reply({ reply, onEdit }: { reply: CannedReply; onEdit: () => void }) {
  const t = useT(messages);
  const { modal } = App.useApp();
  const remove = useChangeCanned(api.canned.remove);
  const ask = () => void modal.confirm({ title: t("removeConfirm", { title: reply.title }), okText: t("remove"), okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(reply.id).catch(() => {}) });
  return (
    <div className={css.reply}>
      <code>/{reply.shortcut}</code>
      <span><b>{reply.title}</b> {reply.text}</span>
      <Button type="text" size="small" icon={<EditOutlined />} aria-label={`${t("edit")} ${reply.title}`} onClick={onEdit} />
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${t("remove")} ${reply.title}`} loading={remove.isPending} onClick={ask} />
    </div>
  );
}

function useFields() {
  const t = useT(messages);
  const required = [{ required: true, whitespace: true, message: t("required") }];
  return {
    shortcut: <Form.Item name="shortcut" rules={[...required, { pattern: /^[\p{L}\p{N}_-]{1,40}$/u, message: t("shortcutHint") }]}><Input prefix="/" placeholder={t("shortcut")} aria-label={t("shortcut")} /></Form.Item>,
    title: <Form.Item name="title" rules={required}><Input placeholder={t("title")} maxLength={80} aria-label={t("title")} /></Form.Item>,
    text: <Form.Item name="text" rules={required}><Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} maxLength={4000} placeholder={t("text")} aria-label={t("text")} /></Form.Item>,
  };
}

function AddForm({ scope }: { scope: CannedReply["scope"] }) {
  const t = useT(messages);
  const [form] = Form.useForm<Fields>();
  const fields = useFields();
  const create = useChangeCanned((f: Fields) => api.canned.create({ ...f, scope }));
  return (
    <Form<Fields> form={form} className={css.form} onFinish={(f) => create.mutate(f, { onSuccess: () => form.resetFields() })}>
      {fields.shortcut}
      {fields.title}
      {fields.text}
      <Button htmlType="submit" loading={create.isPending}>{t("add")}</Button>
    </Form>
  );
}

function EditDialog({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
  const t = useT(messages);
  const [form] = Form.useForm<Fields>();
  const fields = useFields();
  const { message } = App.useApp();
  const change = useChangeCanned((f: Fields) => api.canned.update(reply!.id, f));
  const saved = () => {
    void message.success(t("saved"));
    onClose();
  };
  return (
    <Modal open={reply !== null} title={t("edit")} onCancel={onClose} onOk={() => form.submit()} confirmLoading={change.isPending} destroyOnHidden>
      {reply && (
        <Form<Fields> form={form} layout="vertical" initialValues={reply} preserve={false} onFinish={(f) => change.mutate(f, { onSuccess: saved })} data-testid="canned-edit">
          {fields.shortcut}
          {fields.title}
          {fields.text}
        </Form>
      )}
    </Modal>
  );
}
