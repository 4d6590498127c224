import type { Site, SiteSaved } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Checkbox, ColorPicker, Form, Input, Select } from "antd";
import { EntrySelect } from "@/lib/entries/index.ts";
import { common } from "@/lib/common.ts";
import { useCreateSite, useSaveSite } from "../../api/sites.ts";
import { useQueueSettings } from "../../api/staff.ts";
import { siteMessages } from "../../messages.sites.ts";
import css from "../Admin.module.css";
import { FEATURES, fieldsOf, inputOf, type SiteFields } from "./siteFields.ts";

const KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i;

/** What a site is called, who serves it, what it says and what visitors can do there. */
export function SiteForm({ site, onSaved }: { site: Site | null; onSaved: (saved: SiteSaved) => void }) {
  const t = useT(siteMessages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const queues = useQueueSettings();
  const create = useCreateSite();
  const change = useSaveSite(site?.key ?? "");
  const save = site ? change : create;
  const saved = (answer: SiteSaved) => {
    void message.success(t("saved"));
    onSaved(answer);
  };
  const submit = (f: SiteFields) => (site ? change.mutate(inputOf(f), { onSuccess: saved }) : create.mutate({ ...inputOf(f), key: f.key! }, { onSuccess: saved }));
  const required = [{ required: true, whitespace: true, message: c("required") }];
  const origins = { validator: (_: unknown, list?: string[]) => ((list ?? []).every((one) => ORIGIN.test(one)) ? Promise.resolve() : Promise.reject(new Error(t("originsHint")))) };
  const long = (name: "greeting" | "privacy_text" | "complaint_text", hint?: string) => (
    <Form.Item label={t(name)} htmlFor={name} extra={hint}>
      <Form.Item name={name} noStyle><Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={4000} /></Form.Item>
      <Form.Item name={`${name}_en`} noStyle><Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={4000} placeholder={t("inEnglish")} aria-label={`${t(name)} · ${t("inEnglish")}`} style={{ marginTop: 6 }} data-testid={`site-${name}-en`} /></Form.Item>
    </Form.Item>
  );
  return (
    <Form<SiteFields> layout="vertical" initialValues={fieldsOf(site)} onFinish={submit} data-testid="site-settings">
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <div className={css.pair}>
        <Form.Item name="name" label={c("name")} rules={required}><Input maxLength={120} /></Form.Item>
        {site ? <Form.Item label={t("key")}><Input value={site.key} disabled /></Form.Item>
          : <Form.Item name="key" label={t("key")} tooltip={t("keyHint")} rules={[{ required: true, pattern: KEY, message: t("keyHint") }]}><Input maxLength={64} /></Form.Item>}
        <Form.Item name="queue_key" label={t("queue")} tooltip={t("queueHint")} rules={required}>
          <Select loading={queues.isPending} options={(queues.data ?? []).map((q) => ({ value: q.key, label: q.name }))} />
        </Form.Item>
        <Form.Item name="locale" label={t("locale")} tooltip={t("localeHint")}><Select options={[{ value: "zh-CN", label: "简体中文" }, { value: "en", label: "English" }]} /></Form.Item>
        <Form.Item name="identity_mode" label={t("identity")} extra={t("identityHint")}>
          <Select options={(["anonymous", "both", "signed"] as const).map((mode) => ({ value: mode, label: t(`identity.${mode}`) }))} />
        </Form.Item>
        <Form.Item name="title" label={t("title")} extra={t("titleHint")}><Input maxLength={120} /></Form.Item>
        <Form.Item name="logo_url" label={t("logo")} rules={[{ pattern: /^(https:\/\/\S+)?$/, message: t("logoHint") }]}><Input placeholder="https://" maxLength={500} /></Form.Item>
        <Form.Item name="accent" label={t("accent")} getValueFromEvent={(colour: { toHexString: () => string; cleared?: boolean | string }) => (colour.cleared ? "" : colour.toHexString().slice(0, 7))}>
          <ColorPicker disabledAlpha allowClear showText />
        </Form.Item>
      </div>
      <Form.Item name="allowed_origins" label={t("origins")} extra={t("originsHint")} rules={[origins]}>
        <Select mode="tags" open={false} suffixIcon={null} maxCount={50} tokenSeparators={[" ", ",", "，"]} placeholder="https://www.example.com" />
      </Form.Item>
      {long("greeting")}
      <Form.Item name="faq" label={t("faq")} extra={t("faqHint")}><EntrySelect max={12} placeholder={t("faqPlaceholder")} /></Form.Item>
      {long("privacy_text", t("privacyHint"))}
      {long("complaint_text", t("complaintHint"))}
      <Form.Item name="can" label={t("features")}>
        <Checkbox.Group options={FEATURES.map((name) => ({ value: name, label: t(`feature.${name}`) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="site-save">{c("save")}</Button>
    </Form>
  );
}
