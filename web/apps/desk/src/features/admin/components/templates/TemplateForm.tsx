import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { isProblem, type ChannelHealth, type MessageTemplate, type TemplateContent, type TemplateField, type TemplateKind } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Form, Input, Segmented, Select } from "antd";
import { useDeferredValue } from "react";
import { templates, useTemplateAct, useTemplatePreview } from "../../api/templates.ts";
import { templateMessages } from "../../messages.templates.ts";
import { fieldsFor } from "../../rules/templates.ts";
import css from "./Templates.module.css";

interface Values extends TemplateContent {
  kind: string;
  account_id: string | null;
  key: string;
  locale: string;
  name: string;
  purpose: "service" | "marketing";
}

interface Props {
  template: MessageTemplate | null;
  kinds: TemplateKind[];
  accounts: ChannelHealth[];
  onDone: () => void;
}

/** What a template says, with its look beside it while it is written. */
export function TemplateForm({ template, kinds, accounts, onDone }: Props) {
  const t = useT(templateMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [form] = Form.useForm<Values>();
  const first = kinds[0]!;
  const initial: Values = template ?? {
    kind: first.kind, account_id: accounts.find((one) => one.kind === first.kind)?.id ?? null, key: "", locale: "zh-CN", name: "", purpose: "service",
    text: "", subject: null, external_id: null, link: null, fields: [],
  };
  const told: Values = { ...initial, ...Form.useWatch([], form) };
  const kind = kinds.find((one) => one.kind === told.kind) ?? first;
  const save = useTemplateAct(async (values: Values) => {
    const { kind: of, account_id, key, locale, ...rest } = { ...initial, ...values };
    const { name, purpose, text, subject, external_id, link, fields } = rest;
    const body = { name, purpose, text, subject: subject || null, external_id: external_id || null, link: link || null, fields: fields ?? [] };
    if (template) await templates.change(template.id, body);
    else await templates.create({ ...body, kind: of, account_id, key, locale });
  });
  const submit = (values: Values) =>
    save.mutate(values, {
      onSuccess: () => {
        void message.success(t(template ? "saved" : "created"));
        onDone();
      },
    });
  const generate = () => form.setFieldValue("fields", fieldsFor(told, told.fields ?? [], kind));
  const needed = [{ required: true, whitespace: true, message: t("required") }];
  return (
    <Form<Values> form={form} layout="vertical" initialValues={initial} onFinish={submit} className={css.form!}>
      <div>
        {save.isError && !isProblem(save.error, "template_unfit") && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={errorText(save.error)} />}
        {!template && <Place kinds={kinds} accounts={accounts} kind={kind} onKind={(of) => form.setFieldValue("account_id", accounts.find((one) => one.kind === of)?.id ?? null)} />}
        <div className={css.row}>
          <Form.Item name="name" label={t("name")} rules={needed}><Input maxLength={80} data-testid="template-edit-name" /></Form.Item>
          <Form.Item name="purpose" label={t("purpose")} extra={told.purpose === "marketing" ? t("purpose.hint") : undefined}>
            <Segmented options={(["service", "marketing"] as const).map((value) => ({ value, label: t(`purpose.${value}`) }))} />
          </Form.Item>
        </div>
        {kind.external_id !== "none" && <Form.Item name="external_id" label={t("externalId")} extra={t(kind.external_id === "needed" ? "externalIdHint" : "externalIdOptional")} rules={kind.external_id === "needed" ? needed : []}><Input maxLength={64} /></Form.Item>}
        {kind.subject_chars > 0 && <Form.Item name="subject" label={t("subject")} rules={needed}><Input maxLength={kind.subject_chars} /></Form.Item>}
        <Form.Item name="text" label={t("text")} extra={t(kind.kind_by_key ? "textHintWechat" : "textHint")} rules={needed}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={kind.text_chars} data-testid="template-edit-text" />
        </Form.Item>
        {kind.link && <Form.Item name="link" label={t("link")} extra={t("linkHint")}><Input maxLength={500} placeholder="https://" /></Form.Item>}
        <Fields kind={kind} onGenerate={generate} />
        <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="template-save">{t("save")}</Button>
      </div>
      <Look told={told} kind={kind} />
    </Form>
  );
}

function Place({ kinds, accounts, kind, onKind }: { kinds: TemplateKind[]; accounts: ChannelHealth[]; kind: TemplateKind; onKind: (kind: string) => void }) {
  const t = useT(templateMessages);
  const own = accounts.filter((one) => one.kind === kind.kind).map((one) => ({ value: one.id as string | null, label: one.name }));
  return (
    <>
      <div className={css.row}>
        <Form.Item name="kind" label={t("channel")}><Select options={kinds.map((one) => ({ value: one.kind, label: one.name }))} onChange={onKind} data-testid="template-edit-kind" /></Form.Item>
        <Form.Item name="account_id" label={t("account")}>
          <Select options={[...own, ...(kind.external_id === "needed" ? [] : [{ value: null, label: t("everyAccount") }])]} />
        </Form.Item>
      </div>
      <div className={css.row}>
        <Form.Item name="key" label={t("key")} extra={t("keyHint")} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t("keyBad") }]}><Input maxLength={40} data-testid="template-edit-key" /></Form.Item>
        <Form.Item name="locale" label={t("language")}><Select options={[{ value: "zh-CN", label: "中文" }, { value: "en", label: "English" }]} /></Form.Item>
      </div>
    </>
  );
}

function Fields({ kind, onGenerate }: { kind: TemplateKind; onGenerate: () => void }) {
  const t = useT(templateMessages);
  const form = Form.useFormInstance<Values>();
  const sources = [{ value: null as string | null, label: t("typed") }, ...kind.sources.map((one) => ({ value: one.key as string | null, label: one.label }))];
  return (
    <Form.List name="fields">
      {(rows, { add, remove }) => (
        <fieldset className={css.fields}>
          <legend>{t("fields")}</legend>
          {rows.length === 0 && <p className={css.faint}>{t("noFields")}</p>}
          {rows.map(({ key, name }) => (
            <div key={key} className={css.field}>
              <Form.Item name={[name, "key"]} noStyle><Input aria-label={t("fieldKey")} placeholder={t("fieldKey")} maxLength={32} /></Form.Item>
              <Form.Item name={[name, "name"]} noStyle><Input aria-label={t("fieldName")} placeholder={t("fieldName")} maxLength={40} /></Form.Item>
              <Form.Item name={[name, "kind"]} noStyle><Select aria-label={t("fieldKind")} options={kind.kinds.map((one) => ({ value: one.key, label: one.label }))} popupMatchSelectWidth={false} /></Form.Item>
              <Form.Item name={[name, "source"]} noStyle><Select aria-label={t("fieldSource")} options={sources} popupMatchSelectWidth={false} onChange={(source) => source && form.setFieldValue(["fields", name, "preset"], "")} /></Form.Item>
              <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.fields?.[name]?.source !== b.fields?.[name]?.source}>
                {() => <Form.Item name={[name, "preset"]} noStyle><Input aria-label={t("fieldPreset")} placeholder={t("fieldPreset")} maxLength={200} disabled={Boolean(form.getFieldValue(["fields", name, "source"]))} /></Form.Item>}
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t("remove")} onClick={() => remove(name)} />
            </div>
          ))}
          <div className={css.actions}>
            <Button size="small" onClick={onGenerate} data-testid="template-fields-generate">{t("fromText")}</Button>
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ key: "", name: "", kind: kind.kinds[0]?.key ?? "text", source: null, preset: "" } satisfies TemplateField)}>{t("addField")}</Button>
          </div>
        </fieldset>
      )}
    </Form.List>
  );
}

/** As it arrives, how long that is, and what is wrong with it. */
function Look({ told, kind }: { told: Values; kind: TemplateKind }) {
  const t = useT(templateMessages);
  const { kind: of, account_id, purpose, text, subject, external_id, link } = useDeferredValue(told);
  const fields = useDeferredValue(told.fields ?? []);
  const preview = useTemplatePreview(text?.trim() ? { kind: of, account_id, purpose, text, subject, external_id, link, fields: fields.map((f) => ({ ...f, key: f.key ?? "", name: f.name ?? "" })) } : null);
  const seen = preview.data;
  const nameOf = (where: string) => {
    if (where === "text" || where === "subject" || where === "link" || where === "fields") return t(where);
    return where === "external_id" ? t("externalId") : fields.find((one) => one.key === where)?.name || where;
  };
  return (
    <aside className={css.look} aria-live="polite">
      <h3>{t("preview")}</h3>
      {seen && (
        <>
          <div className={css.paper} data-testid="template-look">
            {seen.subject && <b>{seen.subject}</b>}
            <p>{seen.text}</p>
          </div>
          <p className={css.faint} data-testid="template-size">{t("characters", { n: seen.characters })}{kind.counts_segments && seen.segments !== null && ` · ${t("segments", { n: seen.segments })}`}</p>
          {seen.faults.length > 0 && (
            <Alert type="warning" title={t("faultsTitle")} description={<ul className={css.faults}>{seen.faults.map((one) => <li key={`${one.where}${one.code}`}><b>{nameOf(one.where)}</b> {one.text}</li>)}</ul>} data-testid="template-faults" />
          )}
        </>
      )}
    </aside>
  );
}
