import { useT } from "@tandem/i18n/react";
import { App, Typography } from "antd";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

/** Shows a generated password, once. */
export function useSecretDialog(): (name: string, password: string) => void {
  const t = useT(messages);
  const { modal } = App.useApp();
  return (name, password) =>
    void modal.success({
      title: t("passwordTitle"),
      content: (
        <>
          {t("passwordText", { name })}
          <div className={css.secret}><Typography.Text code copyable data-testid="new-password">{password}</Typography.Text></div>
        </>
      ),
    });
}
