import { useLocale, useT } from "@tandem/i18n/react";
import { useCommands, type Command } from "@tandem/ui";
import { useNavigate } from "react-router";
import { useAppearance } from "@/lib/appearance.tsx";
import { api } from "@/lib/api.ts";
import { CONVERSATION_READERS } from "@/lib/home.ts";
import { usePreferences } from "@/lib/preferences.ts";
import { useCan, useSignOut } from "@/lib/session.tsx";
import { messages } from "./messages.ts";
import { openPalette } from "./Palette.tsx";
import { openShortcutSheet } from "./ShortcutSheet.tsx";

/** Commands that every screen offers. */
export function useGeneralCommands(): void {
  const t = useT(messages);
  const can = useCan();
  const navigate = useNavigate();
  const { theme, setTheme } = useAppearance();
  const { locale, setLocale } = useLocale();
  const [, change] = usePreferences();
  const signOut = useSignOut();
  const go = (id: string, title: string, path: string, keys: string): Command => ({
    id: `go.${id}`, title, group: t("navigation"), keys, run: () => void navigate(path),
  });
  const other = theme === "dark" ? "light" : "dark";
  const list: Command[] = [
    { id: "palette", title: t("palette"), group: t("general"), keys: "mod+k", hidden: true, run: openPalette },
    { id: "sheet", title: t("shortcuts"), group: t("general"), keys: "?", run: openShortcutSheet },
    ...(can(...CONVERSATION_READERS) ? [go("conversations", t("conversations"), "/conversations", "alt+1")] : []),
    ...(can("customers.read") ? [go("customers", t("customers"), "/customers", "alt+9")] : []),
    ...(can("loans.read") ? [go("requests", t("requests"), "/requests", "alt+0")] : []),
    ...(can("board.read") ? [go("board", t("board"), "/board", "alt+2")] : []),
    ...(can("knowledge.read") ? [go("knowledge", t("knowledge"), "/knowledge", "alt+3")] : []),
    ...(can("drafts.decide") ? [go("silentSeat", t("silentSeat"), "/silent-seat", "alt+6")] : []),
    ...(can("training.read") ? [go("training", t("training"), "/training", "alt+7")] : []),
    ...(can("portraits.read") ? [go("portraits", t("portraits"), "/portraits", "alt+8")] : []),
    ...(can("staff.read", "audit.read", "settings.manage") ? [go("admin", t("admin"), "/admin", "alt+4")] : []),
    go("preferences", t("preferences"), "/preferences", "alt+5"),
    {
      id: "theme", title: t("toggleTheme"), group: t("general"),
      run: () => {
        setTheme(other);
        void change({ theme: other });
      },
    },
    {
      id: "language", title: t("toggleLanguage"), group: t("general"),
      run: () => {
        const next = locale === "en" ? "zh-CN" : "en";
        setLocale(next);
        void api.session.update({ locale: next });
      },
    },
    { id: "signOut", title: t("signOut"), group: t("general"), run: () => void signOut() },
  ];
  useCommands(list);
}
