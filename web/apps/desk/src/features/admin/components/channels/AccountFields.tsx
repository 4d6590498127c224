import type { ChannelField, ChannelKind, QueueSettings } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Form, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { common } from "@/lib/common.ts";
import { useQueueSettings } from "../../api/staff.ts";
import { channelMessages } from "../../messages.channels.ts";

/** The name, the queue and what the kind of channel asks for. `kept`: secrets that are there already. */
export function AccountFields({ kind: { fields, capabilities }, kept = [] }: { kind: ChannelKind; kept?: string[] }) {
  const t = useT(channelMessages);
  const c = useT(common);
  const queues = useQueueSettings();
  const needed = [{ required: true, message: c("required") }];
  return (
    <>
      <Form.Item name="name" label={c("name")} rules={[{ required: true, whitespace: true, message: c("required") }]}><Input maxLength={80} /></Form.Item>
      {capabilities.talks && (
        <Form.Item name="queue_key" label={t("queue")} rules={needed}>
          <Select loading={queues.isPending} options={(queues.data ?? []).map((q: QueueSettings) => ({ value: q.key, label: q.name }))} />
        </Form.Item>
      )}
      {fields.map((field) => (
        <Asked key={field.key} field={field}><One field={field} kept={kept.includes(field.key)} /></Asked>
      ))}
    </>
  );
}

/** A field that depends on a choice is there while the choice is made. */
function Asked({ field, children }: { field: ChannelField; children: ReactNode }) {
  const chosen: unknown = Form.useWatch(["values", field.when?.[0] ?? ""]);
  return !field.when || chosen === field.when[1] ? children : null;
}

function One({ field, kept }: { field: ChannelField; kept: boolean }) {
  const t = useT(channelMessages);
  const c = useT(common);
  const rules = field.required && !kept ? [{ required: true, message: c("required") }] : [];
  const more = field.default !== null ? { initialValue: field.default } : {};
  const control = {
    text: <Input maxLength={500} />,
    number: <InputNumber precision={0} style={{ width: "100%" }} />,
    switch: <Switch />,
    choice: <Select allowClear={!field.required} options={field.choices.map((value) => ({ value, label: value }))} />,
    secret: <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={8000} autoComplete="off" placeholder={kept ? t("keepSecret") : ""} />,
  }[field.kind];
  return (
    <Form.Item name={["values", field.key]} label={field.label} rules={rules} {...(field.kind === "switch" ? { valuePropName: "checked" } : {})} {...more}>
      {control}
    </Form.Item>
  );
}
