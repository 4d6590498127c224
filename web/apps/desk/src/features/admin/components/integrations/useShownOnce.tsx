import { useT } from "@tandem/i18n/react";
import { App, Typography } from "antd";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";

/** Shows a key or a secret, once; it does not close by a stray click. */
export function useShownOnce(): (secret: string, text: string) => void {
  const t = useT(integrationMessages);
  const { modal } = App.useApp();
  return (secret, text) =>
    void modal.success({
      title: t("shownOnce"),
      width: 560,
      keyboard: false,
      okText: t("done"),
      content: (
        <>
          {text}
          <div className={css.secret}>
            <Typography.Text copyable={{ text: secret }} style={{ fontFamily: "var(--mono)", fontSize: 13, overflowWrap: "anywhere" }} data-testid="shown-once">{secret}</Typography.Text>
          </div>
        </>
      ),
    });
}
