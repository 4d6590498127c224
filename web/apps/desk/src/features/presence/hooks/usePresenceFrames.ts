import type { Presence, Row } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useRef } from "react";
import { useNavigate } from "react-router";
import { common } from "@/lib/common.ts";
import { useCustomerName } from "@/lib/names.ts";
import { usePreferences } from "@/lib/preferences.ts";
import { keys } from "@/lib/query.ts";
import { useFrames } from "@/lib/realtime.ts";
import { useMe } from "@/lib/session.tsx";
import { dropOffer, putOffer } from "../api/presence.ts";
import { messages } from "../messages.ts";
import { chime, notify } from "@/lib/attention.ts";

/** Takes presence and offers from the socket and calls for attention. Mounted once, in the shell. */
export function usePresenceFrames(): void {
  const client = useQueryClient();
  const t = useT(messages);
  const c = useT(common);
  const navigate = useNavigate();
  const name = useCustomerName();
  const { message } = App.useApp();
  const [{ sound, notifications }] = usePreferences();

  useFrames("presence", ({ presence }) => {
    const before = client.getQueryData<Presence>(keys.presence);
    client.setQueryData(keys.presence, presence);
    // My own change is in the cache already; this one the server made (offers missed, a supervisor).
    if (before?.state === "online" && presence.state !== "online") {
      void message.warning({ content: t("changedForMe", { state: c(`presence.${presence.state}`) }), duration: 8 });
    }
  });
  // What I hold now; the presence itself is only sent when its state changes.
  useFrames("counts", ({ counts }) => client.setQueryData<Presence>(keys.presence, (p) => p && { ...p, load: counts.mine }));
  useFrames("offer", ({ offer }) => {
    putOffer(client, offer);
    if (sound) chime("offer");
    if (notifications) notify(t("notifyTitle", { name: name(offer.conversation.customer) }), offer.conversation.last_message?.text ?? "", offer.id, () => {});
  });
  useFrames("offer_gone", ({ offer_id, reason }) => {
    if (!dropOffer(client, offer_id) || reason === "accepted" || reason === "refused") return;
    const key = `gone.${reason}` as "gone.missed";
    void message.info({ content: t(key in messages["zh-CN"] ? key : "gone"), key: "offer-gone" });
  });
  useFrames("resync", () => {
    void client.invalidateQueries({ queryKey: keys.offers });
    void client.invalidateQueries({ queryKey: keys.presence });
  });
  useUnreadAlerts(sound, notifications, (row) =>
    notify(t("notifyMessage", { name: name(row.customer) }), row.last_message?.text ?? "", row.id, () => void navigate(`/conversations/${row.id}`)),
  );
}

/** A tone when a customer of mine writes while I look elsewhere. */
function useUnreadAlerts(sound: boolean, notifications: boolean, tell: (row: Row) => void): void {
  const me = useMe();
  const heard = useRef(new Map<string, number>());

  useFrames("row", ({ row }) => {
    const before = heard.current.get(row.id) ?? row.last_seq - 1;
    heard.current.set(row.id, row.last_seq);
    const mine = row.agent?.id === me.id && row.status === "open";
    if (!mine || row.last_seq <= before || row.last_message?.role !== "customer" || !document.hidden) return;
    if (sound) chime("message");
    if (notifications) tell(row);
  });
}
