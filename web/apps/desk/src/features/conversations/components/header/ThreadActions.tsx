import { CheckOutlined, DownOutlined, MoreOutlined } from "@ant-design/icons";
import type { ConversationDetail } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { Button, Dropdown, Space } from "antd";
import { useState } from "react";
import { useThreadActions, type ThreadAction } from "../../hooks/useThreadActions.ts";
import { actionMessages } from "../../messages.actions.ts";
import css from "./Header.module.css";
import { ActionDialogs, type DialogName } from "./ActionDialogs.tsx";

interface Props {
  detail: ConversationDetail;
  onNext: () => void;
  onTogglePanel: () => void;
}

/** The buttons of the open conversation: what one may do now, the likeliest first, the rest in a menu; all have keys. */
export function ThreadActions({ detail, onNext, onTogglePanel }: Props) {
  const t = useT(actionMessages);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const { actions, menu, perform, busy } = useThreadActions(detail, setDialog);
  const has = (id: ThreadAction["id"]) => actions.some((a) => a.id === id);
  const button = (id: ThreadAction["id"], primary = false) =>
    has(id) && (
      <Button type={primary ? "primary" : "default"} loading={busy === `done.${id}`} onClick={() => perform(id)} data-testid={id} className={css[id]}>
        {t(id)}
      </Button>
    );
  useCommands([
    ...actions.map((a) => ({ id: `conversation.${a.id}`, group: t("group"), title: a.title, ...(a.keys && { keys: a.keys }), run: () => perform(a.id) })),
    { id: "conversation.panel", group: t("group"), title: t("panel"), keys: "alt+i", run: onTogglePanel },
  ]);

  return (
    <Space size={6}>
      {button("claim", true)}
      {button("takeover", !has("resolve") && !has("claim"))}
      {button("transfer")}
      {button("handback")}
      {button("reopen", true)}
      {has("resolve") && (
        <Space.Compact>
          <Button type={has("claim") ? "default" : "primary"} icon={<CheckOutlined />} onClick={() => perform("resolve")} data-testid="resolve">
            {t("resolve")}
          </Button>
          <Dropdown menu={{ items: [{ key: "next", label: t("resolveNext"), onClick: () => perform("resolveNext") }] }} trigger={["click"]}>
            <Button type={has("claim") ? "default" : "primary"} icon={<DownOutlined />} aria-label={t("resolveNext")} data-testid="resolve-more" />
          </Dropdown>
        </Space.Compact>
      )}
      <Dropdown menu={{ items: menu }} trigger={["click"]} placement="bottomRight">
        <Button icon={<MoreOutlined />} aria-label={t("more")} data-testid="more-actions" />
      </Dropdown>
      <ActionDialogs detail={detail} dialog={dialog} onClose={() => setDialog(null)} onNext={onNext} />
    </Space>
  );
}
