import { useT } from "@tandem/i18n/react";
import { isMac } from "@tandem/ui";
import { Button, Segmented, Select, Switch } from "antd";
import { useState } from "react";
import { chime } from "@/lib/attention.ts";
import { messages } from "../messages.ts";
import css from "./Preferences.module.css";
import { useChange } from "./useChange.ts";

export function WorkingCard() {
  const t = useT(messages);
  const [preferences, change] = useChange();
  const mod = isMac() ? "⌘" : "Ctrl";
  const idle = [0, 5, 10, 15, 30].map((n) => ({ value: n, label: n === 0 ? t("idleNever") : t("idleMinutes", { n }) }));
  return (
    <section className={css.card}>
      <h2>{t("working")}</h2>
      <div className={css.row}>
        <span>{t("sendKey")}</span>
        <Segmented value={preferences.send_key} options={(["enter", "mod_enter"] as const).map((x) => ({ value: x, label: t(`send.${x}`, { mod }) }))} onChange={(send_key) => change({ send_key })} data-testid="pref-send-key" />
      </div>
      <div className={css.row}>
        <span>{t("idle")}</span>
        <Select value={preferences.idle_minutes} options={idle} style={{ width: 140 }} onChange={(idle_minutes) => change({ idle_minutes })} aria-label={t("idle")} />
      </div>
      <div className={css.row}>
        <span>{t("sound")}<small>{t("soundHint")}</small></span>
        <span>
          <Button type="link" size="small" onClick={() => chime("offer")}>{t("tryIt")}</Button>
          <Switch checked={preferences.sound} onChange={(sound) => change({ sound })} aria-label={t("sound")} />
        </span>
      </div>
      <div className={css.row}>
        <span>{t("notifications")}<small>{t("notificationsHint")}</small></span>
        <span>
          <BrowserPermission />
          <Switch checked={preferences.notifications} onChange={(notifications) => change({ notifications })} aria-label={t("notifications")} />
        </span>
      </div>
    </section>
  );
}

/** Our switch is not enough: the browser has one too. */
function BrowserPermission() {
  const t = useT(messages);
  const [state, setState] = useState<NotificationPermission | "none">(typeof Notification === "undefined" ? "none" : Notification.permission);
  if (state === "none") return null;
  if (state === "default") return <Button type="link" size="small" onClick={() => void Notification.requestPermission().then(setState)}>{t("allow")}</Button>;
  return <small className={css.faint}>{t(state === "granted" ? "allowed" : "blocked")}</small>;
}
