import { LogoutOutlined, QuestionCircleOutlined, SearchOutlined, SlidersOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { Avatar, chordLabels, isMac } from "@tandem/ui";
import { Button, Dropdown, Tooltip } from "antd";
import { useNavigate } from "react-router";
import { PresenceSelect } from "@/features/presence/index.ts";
import { useMe, useSignOut } from "@/lib/session.tsx";
import { messages } from "./messages.ts";
import { openPalette } from "./Palette.tsx";
import css from "./Shell.module.css";
import { openShortcutSheet } from "./ShortcutSheet.tsx";

export function TopBar() {
  const t = useT(messages);
  return (
    <header className={css.bar}>
      <button type="button" className={css.find} onClick={openPalette} data-testid="palette-open">
        <SearchOutlined />
        <span>{t("palette")}</span>
        {chordLabels("mod+k", isMac()).map((k) => <kbd key={k}>{k}</kbd>)}
      </button>
      <div className={css.grow} />
      <PresenceSelect />
      <Tooltip title={t("shortcuts")}>
        <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t("shortcuts")} onClick={openShortcutSheet} />
      </Tooltip>
      <AccountMenu />
    </header>
  );
}

function AccountMenu() {
  const t = useT(messages);
  const me = useMe();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const items = [
    { key: "preferences", icon: <SlidersOutlined />, label: t("preferences"), onClick: () => void navigate("/preferences") },
    { type: "divider" as const },
    { key: "signOut", icon: <LogoutOutlined />, label: t("signOut"), onClick: () => void signOut() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <button type="button" className={css.me} aria-label={t("account")} data-testid="account-menu">
        <Avatar name={me.name} size={28} tone="accent" />
        {me.name}
      </button>
    </Dropdown>
  );
}
