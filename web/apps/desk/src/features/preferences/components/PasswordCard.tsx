import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useMutation } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.ts";
import css from "./Preferences.module.css";

interface Fields {
  old: string;
  next: string;
  again: string;
}

export function PasswordCard() {
  const t = useT(messages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useMutation({
    mutationFn: (f: Fields) => api.session.changePassword(f.old, f.next),
    onSuccess: () => {
      form.resetFields();
      void message.success(t("changed"));
    },
  });
  return (
    <section className={css.card}>
      <h2>{t("password")}</h2>
      {change.isError && <Alert type="error" showIcon title={errorText(change.error)} style={{ marginBottom: 12 }} />}
      <Form<Fields> form={form} layout="vertical" className={css.password} onFinish={(f) => change.mutate(f)}>
        <Form.Item name="old" label={t("old")} rules={[{ required: true, message: t("required") }]}><Input.Password autoComplete="current-password" /></Form.Item>
        <Form.Item name="next" label={t("next")} rules={[{ required: true, min: 10, message: t("short") }]}><Input.Password autoComplete="new-password" /></Form.Item>
        <Form.Item
          name="again" label={t("again")} dependencies={["next"]}
          rules={[{ required: true, message: t("required") }, ({ getFieldValue }) => ({ validator: (_, v) => (!v || v === getFieldValue("next") ? Promise.resolve() : Promise.reject(new Error(t("different")))) })]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending}>{t("change")}</Button>
      </Form>
    </section>
  );
}
