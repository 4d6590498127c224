import { DeleteOutlined } from "@ant-design/icons";
import type { CannedReply } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import css from "./Preferences.module.css";

type Fields = Pick<CannedReply, "shortcut" | "title" | "text">;
const VARIABLES = "{{customer.name}} {{agent.name}} {{queue.name}}";

/** Canned replies that only I see. */
export function CannedCard() {
  const t = useT(messages);
  const can = useCan();
  const query = useQuery({ queryKey: keys.canned, queryFn: () => api.canned.list(), enabled: can("conversations.reply") });
  if (!can("conversations.reply")) return null;
  const own = query.data?.filter((r) => r.scope === "own") ?? [];
  return (
    <section className={css.card}>
      <h2>{t("canned")}</h2>
      <p className={css.faint}>{t("cannedHint", { vars: VARIABLES })}</p>
      {query.isPending && <LoadingRows rows={2} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && own.length === 0 && <p className={css.faint}>{t("noCanned")}</p>}
      {own.map((r) => <Own key={r.id} reply={r} />)}
      <AddForm />
    </section>
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

function Own({ reply }: { reply: CannedReply }) {
  const t = useT(messages);
  const remove = useChangeCanned(api.canned.remove);
  return (
    <div className={css.canned}>
      <code>/{reply.shortcut}</code>
      <span><b>{reply.title}</b> {reply.text}</span>
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${t("remove")} ${reply.title}`} loading={remove.isPending} onClick={() => remove.mutate(reply.id)} />
    </div>
  );
}

function AddForm() {
  const t = useT(messages);
  const [form] = Form.useForm<Fields>();
  const create = useChangeCanned((f: Fields) => api.canned.create({ ...f, scope: "own" }));
  const required = [{ required: true, whitespace: true, message: t("required") }];
  return (
    <Form<Fields> form={form} className={css.cannedForm} onFinish={(f) => create.mutate(f, { onSuccess: () => form.resetFields() })}>
      <Form.Item name="shortcut" rules={[...required, { pattern: /^[\p{L}\p{N}_-]{1,40}$/u, message: t("shortcutHint") }]}><Input addonBefore="/" placeholder={t("shortcut")} aria-label={t("shortcut")} /></Form.Item>
      <Form.Item name="title" rules={required}><Input placeholder={t("cannedTitle")} maxLength={80} aria-label={t("cannedTitle")} /></Form.Item>
      <Form.Item name="text" rules={required}><Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} maxLength={4000} placeholder={t("text")} aria-label={t("text")} /></Form.Item>
      <Button htmlType="submit" loading={create.isPending}>{t("add")}</Button>
    </Form>
  );
}
