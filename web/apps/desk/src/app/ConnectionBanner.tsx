import { useT } from "@tandem/i18n/react";
import { useNow } from "@tandem/ui";
import { App, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { realtime, useConnection } from "@/lib/realtime.ts";
import { messages } from "./messages.ts";
import css from "./Shell.module.css";

// A link that is back within this time is not worth a banner.
const PATIENCE_MS = 1_200;

/** True once the connection has been away for longer than a blink. */
function useTrouble(state: string): boolean {
  const [trouble, setTrouble] = useState(false);
  const fine = state === "ready" || state === "idle" || state === "refused";
  useEffect(() => {
    if (fine) return setTrouble(false);
    const timer = setTimeout(() => setTrouble(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [fine]);
  return trouble;
}

export function ConnectionBanner() {
  const t = useT(messages);
  const { message } = App.useApp();
  const status = useConnection();
  const trouble = useTrouble(status.state);
  const had = useRef(false);

  useEffect(() => {
    if (had.current && !trouble && status.state === "ready") void message.success(t("restored"));
    had.current = trouble;
  }, [trouble, status.state, message, t]);

  if (!trouble) return null;
  return (
    <div className={css.banner} role="status" data-testid="reconnect-banner">
      {status.state === "offline" ? t("offline") : status.state === "waiting" ? <Waiting until={status.retryAt} /> : t("connecting")}
      {status.state !== "offline" && <Button size="small" onClick={realtime.reconnect}>{t("retryNow")}</Button>}
    </div>
  );
}

function Waiting({ until }: { until: number }) {
  const t = useT(messages);
  useNow();
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  return seconds > 0 ? t("reconnecting", { seconds }) : t("connecting");
}
