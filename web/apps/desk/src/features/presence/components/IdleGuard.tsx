import { useT } from "@tandem/i18n/react";
import { useNow } from "@tandem/ui";
import { App, Button, Modal } from "antd";
import { useEffect, useRef } from "react";
import { usePreferences } from "@/lib/preferences.ts";
import { realtime } from "@/lib/realtime.ts";
import { usePresence, useSetPresence } from "../api/presence.ts";
import { messages } from "../messages.ts";
import { idleness } from "../rules/idle.ts";

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
const REPORT_MS = 30_000;

/** When something was last done on this page; told to the server now and then. */
function useLastActivity(): { current: number } {
  const last = useRef(Date.now());
  const reported = useRef(0);
  useEffect(() => {
    const sign = () => {
      last.current = Date.now();
      if (last.current - reported.current < REPORT_MS) return;
      reported.current = last.current;
      realtime.send({ type: "activity" });
    };
    for (const event of SIGNS) window.addEventListener(event, sign, { passive: true, capture: true });
    return () => {
      for (const event of SIGNS) window.removeEventListener(event, sign, { capture: true });
    };
  }, []);
  return last;
}

/** Sets me away when nothing has happened for a while, after a warning; the server then sends back to their queues those
 *  of my conversations in which a customer waits. */
export function IdleGuard() {
  const { data: presence } = usePresence();
  const watched = presence?.state === "online" || presence?.state === "busy";
  return watched ? <Watch /> : null;
}

function Watch() {
  const t = useT(messages);
  const [{ idle_minutes }] = usePreferences();
  const { modal } = App.useApp();
  const set = useSetPresence();
  const last = useLastActivity();
  useNow();
  const idle = idleness(last.current, Date.now(), idle_minutes);
  const gone = idle.state === "idle";

  useEffect(() => {
    if (!gone) return;
    set.mutate({ state: "away", reason: "idle" });
    modal.info({ title: t("idleAway"), content: t("idleReturned") });
    // Once per crossing.
  }, [gone]);

  return (
    <Modal open={idle.state === "warning"} title={t("idleTitle")} closable={false} width={420}
      footer={<Button type="primary" onClick={() => void (last.current = Date.now())}>{t("here")}</Button>}>
      {idle.state === "warning" && t("idleText", { n: idle.left })}
    </Modal>
  );
}
