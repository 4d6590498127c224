import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, Button, Checkbox, Drawer, Form, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { integrations, useChange, useScopes } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import own from "./Integrations.module.css";
import { useShownOnce } from "./useShownOnce.tsx";

interface Fields {
  name: string;
  scopes: string[];
  days: number | null;
  per_minute: number;
}

const DAYS = [30, 90, 365];

export function ApiKeyDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(integrationMessages);
  return (
    <Drawer open={open} title={t("newKey")} onClose={onClose} size={520} destroyOnHidden>
      {open && <KeyForm onDone={onClose} />}
    </Drawer>
  );
}

function KeyForm({ onDone }: { onDone: () => void }) {
  const t = useT(integrationMessages);
  const errorText = useErrorText();
  const scopes = useScopes();
  const create = useChange(integrations.createKey);
  const show = useShownOnce();
  const submit = ({ days, ...rest }: Fields) =>
    create.mutate({ ...rest, expires_at: days ? dayjs().add(days, "day").toISOString() : null }, {
      onSuccess: (made) => {
        onDone();
        show(made.key, t("keyText"));
      },
    });
  return (
    <Form<Fields> layout="vertical" initialValues={{ scopes: [], days: 90, per_minute: 600 }} onFinish={submit}>
      {create.isError && <Alert type="error" showIcon title={errorText(create.error)} style={{ marginBottom: 12 }} />}
      <Form.Item name="name" label={t("name")} extra={t("nameHint")} rules={[{ required: true, whitespace: true, message: t("nameRequired") }]}>
        <Input maxLength={80} autoFocus data-testid="key-name" />
      </Form.Item>
      <Form.Item name="scopes" label={t("scopes")} rules={[{ required: true, message: t("scopesRequired") }]}>
        <Checkbox.Group className={own.choices}>
          {(scopes.data ?? []).map((s) => (
            <Checkbox key={s.key} value={s.key} disabled={!s.grantable} title={s.grantable ? undefined : t("notGrantable")}>
              {s.title} <code>{s.key}</code>
            </Checkbox>
          ))}
        </Checkbox.Group>
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="days" label={t("expires")}>
          <Select options={[...DAYS.map((d) => ({ value: d, label: t(`expires.${d}` as "expires.30") })), { value: 0, label: t("expires.never") }]} />
        </Form.Item>
        <Form.Item name="per_minute" label={t("perMinute")} extra={t("perMinuteHint")} rules={[{ required: true }]}>
          <InputNumber min={1} max={60000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={create.isPending} data-testid="key-save">{t("newKey")}</Button>
    </Form>
  );
}
