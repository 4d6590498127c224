import { useT } from "@tandem/i18n/react";
import { App, Typography } from "antd";
import { siteMessages } from "../../messages.sites.ts";
import css from "../Admin.module.css";

/** Shows a site's new identity key, once. */
export function useIdentityKeyDialog(): (key: string) => void {
  const t = useT(siteMessages);
  const { modal } = App.useApp();
  return (key) =>
    void modal.success({
      title: t("keyTitle"), width: 520,
      content: <>{t("keyText")}<div className={css.secret}><Typography.Text code copyable data-testid="identity-key">{key}</Typography.Text></div></>,
    });
}
