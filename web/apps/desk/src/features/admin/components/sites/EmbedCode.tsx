import type { Site } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { App, Button, Typography } from "antd";
import { useRenewIdentityKey } from "../../api/sites.ts";
import { siteMessages } from "../../messages.sites.ts";
import css from "../Admin.module.css";
import { embedCode } from "./siteFields.ts";
import { useIdentityKeyDialog } from "./useIdentityKeyDialog.tsx";

/** How a page shows the site's chat, and how it says who is signed in. */
export function EmbedCode({ site }: { site: Site }) {
  const t = useT(siteMessages);
  const { message, modal } = App.useApp();
  const errorText = useErrorText();
  const renew = useRenewIdentityKey(site.key);
  const show = useIdentityKeyDialog();
  const page = `${window.location.origin}/chat/?site=${site.key}`;
  const ask = () =>
    void modal.confirm({
      title: t("renewTitle"), content: t("renewText"), okText: t("renew"), okButtonProps: { danger: true },
      onOk: () => renew.mutateAsync(undefined).then((saved) => show(saved.identity_key!), (error: unknown) => void message.error(errorText(error))),
    });
  const code = (text: string, testid: string) => <div className={css.code}><Typography.Text code copyable data-testid={testid}>{text}</Typography.Text></div>;
  return (
    <div className={css.stack}>
      <div><h3>{t("embedScript")}</h3><p className={css.faint}>{t("embedScriptHint")}</p>{code(embedCode(window.location.origin, site.key), "embed-code")}</div>
      <div><h3>{t("embedPage")}</h3><p className={css.faint}>{t("embedPageHint")}</p>{code(page, "embed-page")}</div>
      <div>
        <h3>{t("identityKey")}</h3>
        <p className={css.faint}>{t(site.identity_mode === "anonymous" ? "identityKeyNone" : "identityKeyHint")}</p>
        {site.identity_mode !== "anonymous" && <Button onClick={ask} data-testid="identity-key-renew">{t("renew")}</Button>}
      </div>
    </div>
  );
}
