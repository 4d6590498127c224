import type { QueueSettings, QueueTargets } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Form, Input, InputNumber, Select } from "antd";
import { api } from "@/lib/api.ts";
import { common } from "@/lib/common.ts";
import { keys } from "@/lib/query.ts";
import { useCalendars } from "../api/staff.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

type Fields = QueueTargets & { key: string };

const NEW: Partial<Fields> = { skills: [], calendar_id: null, accept_mode: "offer", accept_timeout_s: 20, sl_target_s: 20, sl_goal: 0.8, first_response_s: 60, next_response_s: 180, short_abandon_s: 5 };

export function QueueDrawer({ queue, onClose }: { queue: QueueSettings | "new" | null; onClose: () => void }) {
  const t = useT(messages);
  const known = queue === "new" ? null : queue;
  return (
    <Drawer open={queue !== null} title={known ? `${t("editQueue")} · ${known.name}` : t("newQueue")} onClose={onClose} size={480} destroyOnHidden>
      {queue !== null && <QueueForm queue={known} onDone={onClose} />}
    </Drawer>
  );
}

function useSave(queue: QueueSettings | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...targets }: Fields) => {
      const body = { ...targets, calendar_id: targets.calendar_id ?? null };
      return queue ? api.admin.saveQueue(queue.id, body) : api.admin.createQueue({ ...body, key });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["settings", "queues"] });
      void client.invalidateQueries({ queryKey: keys.queues });
    },
  });
}

function QueueForm({ queue, onDone }: { queue: QueueSettings | null; onDone: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const calendars = useCalendars();
  const save = useSave(queue);
  const submit = (fields: Fields) =>
    save.mutate(fields, {
      onSuccess: () => {
        void message.success(t("saved"));
        onDone();
      },
    });
  const required = [{ required: true, message: t("nameRequired") }];
  const seconds = (name: keyof QueueTargets, label: string, min = 1, extra?: string) => (
    <Form.Item name={name} label={label} rules={required} extra={extra}><InputNumber min={min} max={86_400} style={{ width: "100%" }} /></Form.Item>
  );
  return (
    <Form<Fields> layout="vertical" initialValues={queue ?? NEW} onFinish={submit}>
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <Form.Item name="name" label={c("name")} rules={required}><Input /></Form.Item>
      {!queue && <Form.Item name="key" label={t("key")} extra={t("keyHint")} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t("keyHint") }]}><Input /></Form.Item>}
      <Form.Item name="skills" label={t("skills")} extra={t("skillsHint")}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
      <div className={css.pair}>
        <Form.Item name="calendar_id" label={t("calendar")}>
          <Select allowClear placeholder={t("always")} options={(calendars.data ?? []).map((x) => ({ value: x.id, label: x.name }))} />
        </Form.Item>
        <Form.Item name="accept_mode" label={t("acceptMode")}>
          <Select options={(["offer", "auto"] as const).map((m) => ({ value: m, label: t(`accept.${m}`) }))} />
        </Form.Item>
        {seconds("accept_timeout_s", t("acceptTimeout"), 5)}
        {seconds("sl_target_s", t("slTarget"))}
        <Form.Item name="sl_goal" label={t("slGoal")} rules={required}>
          <InputNumber<number> min={0.01} max={1} step={0.01} style={{ width: "100%" }} formatter={(v) => `${Math.round(Number(v) * 100)}%`} parser={(v) => Number(v?.replace("%", "")) / 100} />
        </Form.Item>
        {seconds("short_abandon_s", t("shortAbandon"), 0, t("shortAbandonHint"))}
        {seconds("first_response_s", t("firstResponse"))}
        {seconds("next_response_s", t("nextResponse"))}
      </div>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{c("save")}</Button>
    </Form>
  );
}
