import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { isProblem } from "@tandem/api";
import type { Locale } from "@tandem/i18n";
import { useLocale, useT } from "@tandem/i18n/react";
import { useErrorText, useNow } from "@tandem/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { api, request } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { messages } from "../messages.ts";
import css from "./LoginPage.module.css";

interface Credentials {
  username: string;
  password: string;
}

/** Signs in; on a refusal keeps until when another try makes no sense. A language chosen here becomes the person's own. */
function useLogin(chosen: Locale | null) {
  const client = useQueryClient();
  const [blockedUntil, setBlockedUntil] = useState(0);
  const login = useMutation({
    mutationFn: (c: Credentials) => api.session.create(c.username.trim(), c.password),
    onSuccess: (session) => {
      request.setCsrf(session.csrf_token);
      if (chosen && chosen !== session.staff.locale) {
        session.staff.locale = chosen;
        void api.session.update({ locale: chosen }).catch(() => undefined);
      }
      client.setQueryData(keys.session, session);
    },
    onError: (error) => {
      if (isProblem(error) && error.retryAfter) setBlockedUntil(Date.now() + error.retryAfter * 1000);
    },
  });
  return { login, blockedUntil };
}

export function LoginPage() {
  const t = useT(messages);
  const { locale, setLocale } = useLocale();
  const [chosen, choose] = useState<Locale | null>(null);
  const { login, blockedUntil } = useLogin(chosen);
  const errorText = useErrorText();
  const left = Math.max(0, Math.ceil((blockedUntil - useNow()) / 1000));

  const describe = (error: unknown): string => {
    if (isProblem(error, "bad_credentials")) return t("badCredentials");
    if (isProblem(error, "locked")) return t("locked", { minutes: Math.max(1, Math.ceil(left / 60)) });
    if (isProblem(error) && error.status === 429) return t("rateLimited", { seconds: Math.max(1, left) });
    return errorText(error);
  };

  return (
    <main className={css.page}>
      <section className={css.side} aria-hidden="true">
        <div className={css.mark}><i /><i /></div>
        <h2>{t("lead")}</h2>
        <ul>
          <li>{t("point1")}</li>
          <li>{t("point2")}</li>
          <li>{t("point3")}</li>
        </ul>
      </section>
      <section className={css.form}>
        <Button
          type="text" className={css.language} aria-label={t("switchLanguage")} data-testid="login-locale"
          onClick={() => {
            const next = locale === "en" ? "zh-CN" : "en";
            setLocale(next);
            choose(next);
          }}
        >
          {t("language")}
        </Button>
        <div className={css.inner}>
          <h1>{t("product")}</h1>
          <p>{t("tagline")}</p>
          {login.isError && (
            <Alert type="error" showIcon title={describe(login.error)} className={css.alert} data-testid="login-error" />
          )}
          <Form<Credentials> layout="vertical" size="large" requiredMark={false} onFinish={(c) => login.mutate(c)}>
            <Form.Item name="username" label={t("username")} rules={[{ required: true, whitespace: true, message: t("usernameRequired") }]}>
              <Input prefix={<UserOutlined />} autoComplete="username" autoFocus data-testid="login-username" />
            </Form.Item>
            <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("passwordRequired") }]}>
              <Input.Password prefix={<LockOutlined />} autoComplete="current-password" data-testid="login-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={login.isPending} disabled={left > 0} data-testid="login-submit">
              {t("submit")}
            </Button>
          </Form>
        </div>
      </section>
    </main>
  );
}
