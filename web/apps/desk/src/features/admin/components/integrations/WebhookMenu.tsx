import type { Webhook } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { App, Button, Dropdown, type MenuProps } from "antd";
import { integrations, useChange } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import { useShownOnce } from "./useShownOnce.tsx";

interface Props {
  hook: Webhook;
  onEdit: () => void;
  /** With the id of the delivery: its outcome is in the log. */
  onTested: (delivery: string) => void;
}

/** What can be done with an endpoint. */
export function WebhookMenu({ hook, onEdit, onTested }: Props) {
  const t = useT(integrationMessages);
  const errorText = useErrorText();
  const { modal, message } = App.useApp();
  const show = useShownOnce();
  const act = useChange((work: () => Promise<unknown>) => work());
  const stopped = hook.state === "paused" || hook.state === "resting";
  const run = (work: () => Promise<unknown>) => act.mutateAsync(work).catch((error: unknown) => void message.error(errorText(error)));
  const doing: Record<string, () => void> = {
    edit: onEdit,
    test: () => void run(async () => onTested((await integrations.testWebhook(hook.id)).delivery_id)),
    pause: () => void run(() => integrations.pauseWebhook(hook.id)),
    resume: () => void run(() => integrations.resumeWebhook(hook.id)),
    renew: () => void modal.confirm({ title: t("renewConfirm", { name: hook.name }), content: t("renewedText"), okText: t("renew"), onOk: () => run(async () => show((await integrations.renewSecret(hook.id)).secret, t("renewedText"))) }),
    remove: () => void modal.confirm({ title: t("removeConfirm", { name: hook.name }), okText: t("remove"), okButtonProps: { danger: true }, onOk: () => run(() => integrations.removeWebhook(hook.id)) }),
  };
  const items: MenuProps["items"] = [
    { key: "test", label: t("test"), disabled: stopped },
    { key: "edit", label: t("edit") },
    stopped ? { key: "resume", label: t("resume") } : { key: "pause", label: t("pause") },
    { key: "renew", label: t("renew") },
    { type: "divider" },
    { key: "remove", label: t("remove"), danger: true },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => doing[key]?.() }}>
      <Button size="small" loading={act.isPending} data-testid="webhook-more">{t("more")}</Button>
    </Dropdown>
  );
}
