import type { PreChat, PreChatKey, Site } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Checkbox, Form, Select, Switch } from "antd";
import { common } from "@/lib/common.ts";
import { useConsentTexts, useSavePreChat } from "../../api/sites.ts";
import { siteMessages } from "../../messages.sites.ts";

const KEYS: readonly PreChatKey[] = ["name", "phone", "email", "topic"];
const PURPOSES = ["service", "recording", "marketing", "profiling", "biometrics"] as const;

interface Fields {
  enabled: boolean;
  skippable: boolean;
  asked: PreChatKey[];
  required: PreChatKey[];
  topics: string[];
  purposes: string[];
}

/** What a site asks before the first message. */
export function PreChatForm({ site }: { site: Site }) {
  const t = useT(siteMessages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const texts = useConsentTexts();
  const save = useSavePreChat(site.key);
  const [form] = Form.useForm<Fields>();
  const enabled = Form.useWatch("enabled", form) ?? site.pre_chat.enabled;
  const asked = Form.useWatch("asked", form) ?? [];
  const newest = (purpose: string) => texts.data?.find((x) => x.purpose === purpose)?.version;
  const submit = (f: Fields) => save.mutate(formOf(f), { onSuccess: () => void message.success(t("saved")) });
  return (
    <Form<Fields> form={form} layout="vertical" initialValues={fieldsOf(site.pre_chat)} onFinish={submit} data-testid="pre-chat-settings">
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <Form.Item name="enabled" label={t("formOn")} valuePropName="checked"><Switch data-testid="pre-chat-on" /></Form.Item>
      <Form.Item name="asked" label={t("fields")}>
        <Checkbox.Group disabled={!enabled} options={KEYS.map((key) => ({ value: key, label: t(`field.${key}`) }))} />
      </Form.Item>
      <Form.Item name="required" label={t("required")}>
        <Checkbox.Group disabled={!enabled} options={KEYS.map((key) => ({ value: key, label: t(`field.${key}`), disabled: !asked.includes(key) }))} />
      </Form.Item>
      {asked.includes("topic") && (
        <Form.Item name="topics" label={t("topics")} extra={t("topicsHint")} rules={[{ type: "array", min: 2, max: 8, message: t("topicsHint") }]}>
          <Select mode="tags" open={false} suffixIcon={null} maxCount={8} disabled={!enabled} />
        </Form.Item>
      )}
      <Form.Item name="purposes" label={t("purposes")} extra={t("purposesHint")}>
        <Checkbox.Group
          disabled={!enabled} style={{ flexDirection: "column", gap: 6 }}
          options={PURPOSES.map((p) => ({ value: p, disabled: !newest(p), label: `${t(`purpose.${p}`)} · ${newest(p) ? t("version", { n: newest(p)! }) : t("noText")}` }))}
        />
      </Form.Item>
      <Form.Item name="skippable" label={t("skippable")} valuePropName="checked" extra={t("skippableHint")}><Switch disabled={!enabled} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="pre-chat-save">{c("save")}</Button>
    </Form>
  );
}

function fieldsOf(form: PreChat): Fields {
  const { enabled, skippable, topics, purposes } = form;
  return { enabled, skippable, topics, purposes, asked: form.fields.map((f) => f.key), required: form.fields.filter((f) => f.required).map((f) => f.key) };
}

function formOf({ asked, required, topics, ...rest }: Fields): PreChat {
  const fields = KEYS.filter((key) => asked.includes(key)).map((key) => ({ key, required: required.includes(key) }));
  return { ...rest, fields, topics: asked.includes("topic") ? (topics ?? []) : [] };
}
