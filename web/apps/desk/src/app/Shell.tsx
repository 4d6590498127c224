import { useT } from "@tandem/i18n/react";
import { useCommandKeys } from "@tandem/ui";
import { useEffect } from "react";
import { Outlet } from "react-router";
import { useConversationFrames, useMyUnread } from "@/features/conversations/index.ts";
import { IdleGuard, OfferStack, useOffers, usePresenceFrames } from "@/features/presence/index.ts";
import { titleBadge } from "@/lib/attention.ts";
import { realtime } from "@/lib/realtime.ts";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { messages } from "./messages.ts";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import css from "./Shell.module.css";
import { ShortcutSheet } from "./ShortcutSheet.tsx";
import { TopBar } from "./TopBar.tsx";
import { useGeneralCommands } from "./useGeneralCommands.ts";

/** What waits for me, in the title of the browser's tab. */
function useTitleBadge(): void {
  const unread = useMyUnread();
  const offers = useOffers().data?.length ?? 0;
  useEffect(() => titleBadge(unread + offers), [unread, offers]);
}

/** The frame around every screen: rail, bar, live connection, offers. */
export function Shell() {
  const t = useT(messages);
  useEffect(() => {
    realtime.start();
    return realtime.stop;
  }, []);
  useConversationFrames();
  usePresenceFrames();
  useTitleBadge();
  useCommandKeys();
  useGeneralCommands();

  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">{t("skip")}</a>
      <Rail />
      <TopBar />
      <div className={css.content}>
        <ConnectionBanner />
        <main id="main" tabIndex={-1} className={css.main}>
          <Outlet />
        </main>
      </div>
      <OfferStack />
      <IdleGuard />
      <Palette />
      <ShortcutSheet />
    </div>
  );
}
