import { isProblem, type Webhook, type WebhookEvent, type WebhookInput } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Checkbox, Drawer, Form, Input } from "antd";
import { integrations, useChange, useWebhookEvents } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import own from "./Integrations.module.css";
import { useShownOnce } from "./useShownOnce.tsx";

const DISCLOSURES = ["message_text", "borrower_number"] as const;

export function WebhookDrawer({ hook, onClose }: { hook: Webhook | "new" | null; onClose: () => void }) {
  const t = useT(integrationMessages);
  const events = useWebhookEvents();
  const known = hook === "new" ? null : hook;
  return (
    <Drawer open={hook !== null} title={known ? `${t("editHook")} · ${known.name}` : t("newHook")} onClose={onClose} size={600} destroyOnHidden>
      {hook !== null && (events.data ? <HookForm hook={known} events={events.data} onDone={onClose} /> : <LoadingRows rows={5} />)}
    </Drawer>
  );
}

function HookForm({ hook, events, onDone }: { hook: Webhook | null; events: WebhookEvent[]; onDone: () => void }) {
  const t = useT(integrationMessages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const show = useShownOnce();
  const [form] = Form.useForm<WebhookInput>();
  const save = useChange(async (input: WebhookInput) => (hook ? await integrations.changeWebhook(hook.id, input) : await integrations.createWebhook(input)));
  const submit = (input: WebhookInput) =>
    save.mutate(input, {
      onSuccess: (made) => {
        onDone();
        if (made) show(made.secret, t("secretText"));
        else void message.success(t("saved"));
      },
      onError: (error) => {
        const field = isProblem(error) && error.errors.find((e) => e.field === "url");
        if (!field) return;
        form.setFields([{ name: "url", errors: [field.message] }]);
        form.scrollToField("url", { block: "center", focus: true });
      },
    });
  const initial: Partial<WebhookInput> = hook ?? { event_types: [], discloses: [] };
  return (
    <Form<WebhookInput> form={form} layout="vertical" initialValues={{ name: initial.name, url: initial.url, event_types: initial.event_types, discloses: initial.discloses }} onFinish={submit}>
      {save.isError && !isProblem(save.error, "webhook_url") && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} data-testid="webhook-error" />}
      <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, message: t("nameRequired") }]}><Input maxLength={80} autoFocus data-testid="webhook-name" /></Form.Item>
      <Form.Item name="url" label={t("url")} extra={t("urlHint")} rules={[{ required: true, whitespace: true, message: t("urlRequired") }]}>
        <Input maxLength={2000} placeholder="https://" data-testid="webhook-url" />
      </Form.Item>
      <Form.Item name="event_types" label={t("events")} rules={[{ required: true, message: t("eventsRequired") }]}><EventChoice events={events} /></Form.Item>
      <Form.Item name="discloses" label={t("discloses")} extra={t("disclosesHint")}>
        <Checkbox.Group options={DISCLOSURES.map((d) => ({ value: d, label: t(`discloses.${d}`) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="webhook-save">{t("save")}</Button>
    </Form>
  );
}

/** The catalogue to choose from, in its two groups; value and change come from the form. */
function EventChoice({ events, value = [], onChange }: { events: WebhookEvent[]; value?: string[]; onChange?: (value: string[]) => void }) {
  const t = useT(integrationMessages);
  const group = (prefix: string, label: string) => {
    const own_ = events.filter((e) => e.type.startsWith(prefix));
    const chosen = own_.filter((e) => value.includes(e.type));
    const others = value.filter((v) => !v.startsWith(prefix));
    return (
      <div key={prefix}>
        <div className={own.groupHead}>
          {label}
          <Checkbox checked={chosen.length === own_.length} indeterminate={chosen.length > 0 && chosen.length < own_.length} onChange={(e) => onChange?.([...others, ...(e.target.checked ? own_.map((o) => o.type) : [])])}>{t("allOf")}</Checkbox>
        </div>
        <Checkbox.Group className={own.group} value={value} onChange={(picked) => onChange?.([...others, ...picked.filter((p) => p.startsWith(prefix))])}>
          {own_.map((e) => <Checkbox key={e.type} value={e.type} title={e.description}>{e.title}<br /><code>{e.type}</code></Checkbox>)}
        </Checkbox.Group>
      </div>
    );
  };
  return <>{group("conversation.", t("conversationEvents"))}{group("customer.", t("customerEvents"))}</>;
}
