import { LockOutlined } from "@ant-design/icons";
import type { Session } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { api, request } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { useSignOut } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import css from "./LoginPage.module.css";

interface Fields {
  old: string;
  next: string;
  again: string;
}

/** What somebody sees who signed in with a password that another chose: nothing else is answered before. */
export function FirstPasswordPage({ session }: { session: Session }) {
  const t = useT(messages);
  const errorText = useErrorText();
  const client = useQueryClient();
  const signOut = useSignOut();
  const { message } = App.useApp();
  request.setCsrf(session.csrf_token);
  const change = useMutation({
    mutationFn: (f: Fields) => api.session.changePassword(f.old, f.next),
    onSuccess: () => {
      void message.success(t("passwordSet"));
      client.setQueryData(keys.session, { ...session, staff: { ...session.staff, must_set_password: false } });
    },
  });
  const required = { required: true, message: t("passwordRequired") };
  const matches = (field: string, equal: boolean, text: string) => ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: (_: unknown, v: string) => (!v || (v === getFieldValue(field)) === equal ? Promise.resolve() : Promise.reject(new Error(text))),
  });
  return (
    <main className={css.page} data-testid="first-password">
      <section className={css.side} aria-hidden="true">
        <div className={css.mark}><i /><i /></div>
        <h2>{t("lead")}</h2>
      </section>
      <section className={css.form}>
        <Button type="text" className={css.language} onClick={() => void signOut()}>{t("signOut")}</Button>
        <div className={css.inner}>
          <h1>{t("firstTitle")}</h1>
          <p>{t("firstText")}</p>
          {change.isError && <Alert type="error" showIcon title={errorText(change.error)} className={css.alert} data-testid="first-password-error" />}
          <Form<Fields> layout="vertical" size="large" requiredMark={false} onFinish={(f) => change.mutate(f)}>
            <Form.Item name="old" label={t("given")} rules={[required]}><Input.Password prefix={<LockOutlined />} autoComplete="current-password" autoFocus data-testid="first-old" /></Form.Item>
            <Form.Item name="next" label={t("next")} dependencies={["old"]} rules={[required, { min: 10, message: t("short") }, matches("old", false, t("same"))]}>
              <Input.Password prefix={<LockOutlined />} autoComplete="new-password" data-testid="first-next" />
            </Form.Item>
            <Form.Item name="again" label={t("again")} dependencies={["next"]} rules={[required, matches("next", true, t("different"))]} style={{ marginBottom: 40 }}>
              <Input.Password prefix={<LockOutlined />} autoComplete="new-password" data-testid="first-again" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={change.isPending} data-testid="first-submit">{t("setIt")}</Button>
          </Form>
        </div>
      </section>
    </main>
  );
}
