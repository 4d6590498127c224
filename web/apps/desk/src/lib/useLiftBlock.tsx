import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { App, Input } from "antd";
import { useCallback } from "react";
import { api } from "@/lib/api.ts";
import { blocks } from "@/lib/blocks.ts";

/** Asks, then lets the customer write again; `onDone` also when somebody else was faster. */
export function useLiftBlock(onDone: () => void): (id: string) => void {
  const t = useT(blocks);
  const errorText = useErrorText();
  const { modal, message } = App.useApp();
  return useCallback(
    (id: string) => {
      let note = "";
      modal.confirm({
        title: t("lift"), okText: t("lift"), cancelText: t("cancel"),
        content: <>
          <p>{t("liftConfirm")}</p>
          <Input.TextArea rows={2} maxLength={500} placeholder={t("liftNote")} aria-label={t("liftNote")} onChange={(e) => (note = e.target.value)} />
        </>,
        onOk: () =>
          api.admin.liftBlock(id, note).then(
            () => void message.success(t("lifted")),
            (error: unknown) => void message.error(errorText(error)),
          ).then(onDone),
      });
    },
    [errorText, message, modal, onDone, t],
  );
}
