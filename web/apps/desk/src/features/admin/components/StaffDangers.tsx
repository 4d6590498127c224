import type { StaffMember } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Divider, Space } from "antd";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.ts";
import { useSecretDialog } from "./useSecretDialog.tsx";

/** What takes access away or gives it back; each asks first. */
export function StaffDangers({ person, onDone }: { person: StaffMember; onDone: () => void }) {
  const t = useT(messages);
  const client = useQueryClient();
  const errorText = useErrorText();
  const { modal, message } = App.useApp();
  const showSecret = useSecretDialog();
  const { id, name, active } = person;
  const fail = (error: unknown) => void message.error(errorText(error));
  const done = () => {
    void client.invalidateQueries({ queryKey: ["staff"] });
    onDone();
  };
  const setActive = (on: boolean) => api.admin.updateStaff(id, { active: on }).then(done, fail);
  const deactivate = () =>
    modal.confirm({ title: t("deactivate"), content: t("deactivateConfirm", { name }), okText: t("deactivate"), okButtonProps: { danger: true }, onOk: () => setActive(false) });
  const reset = () =>
    modal.confirm({
      title: t("resetPassword"), content: t("resetConfirm", { name }), okText: t("resetPassword"),
      onOk: () => api.admin.resetPassword(id).then(({ password }) => showSecret(name, password), fail),
    });
  return (
    <>
      <Divider />
      <Space>
        <Button onClick={reset}>{t("resetPassword")}</Button>
        {active ? <Button danger onClick={deactivate}>{t("deactivate")}</Button> : <Button onClick={() => void setActive(true)}>{t("reactivate")}</Button>}
      </Space>
    </>
  );
}
