import type { Intent, IntentTargetKind } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, Button, Form, Input, Select, Space } from "antd";
import type { KeyboardEvent } from "react";
import { useCreateIntent, useIntentChange, type IntentFields } from "../../api/intents.ts";
import { useTargets } from "../../api/targets.ts";
import { intentMessages } from "../../messages.intents.ts";
import css from "./Intents.module.css";

interface Fields {
  name: string;
  kind: IntentTargetKind;
  key?: string | null;
}

interface Props {
  /** The intent that is changed; without it a new one is made. */
  intent?: Intent;
  initial?: { name: string };
  /** What the customer said, when the intent is made for it. */
  example?: string;
  onDone: (intent: Intent) => void;
  onCancel: () => void;
}

const KINDS: IntentTargetKind[] = ["entry", "flow", "hand_over", "none"];
const CHOOSE = { entry: "chooseEntry", flow: "chooseFlow", hand_over: "chooseQueue" } as const;

export function IntentForm({ intent, initial, example, onDone, onCancel }: Props) {
  const t = useT(intentMessages);
  const errorText = useErrorText();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch("kind", form) ?? intent?.target.kind ?? "entry";
  const { data: targets = [], isPending } = useTargets();
  const create = useCreateIntent();
  const change = useIntentChange();
  const work = intent ? change : create;
  const finish = (f: Fields) => {
    const fields: IntentFields = { name: f.name.trim(), target: { kind: f.kind, key: f.kind === "none" ? null : (f.key ?? null) } };
    if (intent) change.mutate({ do: "change", key: intent.key, fields }, { onSuccess: (made) => onDone(made as Intent) });
    else create.mutate(fields, { onSuccess: onDone });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === "Escape") onCancel();
    else if (e.key === "Enter" && (e.metaKey || e.ctrlKey)) form.submit();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <Form<Fields> form={form} layout="vertical" className={css.form!} onFinish={finish} onKeyDown={onKeyDown} data-testid="intent-form"
      initialValues={{ name: intent?.name ?? initial?.name ?? "", kind: intent?.target.kind ?? "entry", key: intent?.target.key ?? null }}>
      {work.isError && <Alert type="error" showIcon title={errorText(work.error)} className={css.alert!} />}
      <Form.Item name="name" label={t("name")} extra={t("nameHint")} rules={[{ required: true, whitespace: true, message: t("required") }, { max: 200, message: t("tooLong") }]}>
        <Input autoFocus data-testid="intent-name" />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="kind" label={t("target")}>
          <Select options={KINDS.map((k) => ({ value: k, label: t(`target.${k}`) }))} onChange={() => form.setFieldValue("key", null)} data-testid="intent-target-kind" />
        </Form.Item>
        {kind !== "none" && (
          <Form.Item name="key" label={t("targetKey")} rules={[{ required: true, message: t("required") }]}>
            <Select showSearch={{ optionFilterProp: "label" }} loading={isPending} placeholder={t(CHOOSE[kind])} data-testid="intent-target"
              options={targets.filter((x) => x.kind === kind).map((x) => ({ value: x.key, label: x.title ?? x.key }))} />
          </Form.Item>
        )}
      </div>
      {example && <p className={css.faint}>{t("withExample", { text: example })}</p>}
      <Space>
        <Button type="primary" htmlType="submit" loading={work.isPending} data-testid="intent-save">{intent ? t("save") : t("create")}</Button>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </Space>
    </Form>
  );
}
