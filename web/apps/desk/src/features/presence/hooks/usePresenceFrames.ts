import type { Presence, Row } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useCustomerName } from "@/lib/names.ts";
import { usePreferences } from "@/lib/preferences.ts";
import { keys } from "@/lib/query.ts";
import { useFrames } from "@/lib/realtime.ts";
import { useMe } from "@/lib/session.tsx";
import { dropOffer, putOffer, useOffers } from "../api/presence.ts";
import { messages } from "../messages.ts";
import { chime, notify, titleBadge } from "@/lib/attention.ts";

/** Takes presence and offers from the socket and calls for attention. Mounted once, in the shell. */
export function usePresenceFrames(): void {
  const client = useQueryClient();
  const t = useT(messages);
  const navigate = useNavigate();
  const name = useCustomerName();
  const { message } = App.useApp();
  const [{ sound, notifications }] = usePreferences();

  useFrames("presence", ({ presence }) => client.setQueryData(keys.presence, presence));
  // What I hold now; the presence itself is only sent when its state changes.
  useFrames("counts", ({ counts }) => client.setQueryData<Presence>(keys.presence, (p) => p && { ...p, load: counts.mine }));
  useFrames("offer", ({ offer }) => {
    putOffer(client, offer);
    if (sound) chime("offer");
    if (notifications) notify(t("notifyTitle", { name: name(offer.conversation.customer) }), offer.conversation.last_message?.text ?? "", offer.id, () => {});
  });
  useFrames("offer_gone", ({ offer_id, reason }) => {
    if (!dropOffer(client, offer_id) || reason === "accepted" || reason === "refused") return;
    const key = `gone.${reason}` as "gone.expired";
    void message.info(t(key in messages["zh-CN"] ? key : "gone"));
  });
  useFrames("resync", () => {
    void client.invalidateQueries({ queryKey: keys.offers });
    void client.invalidateQueries({ queryKey: keys.presence });
  });
  useUnreadAlerts(sound, notifications, (row) =>
    notify(t("notifyMessage", { name: name(row.customer) }), row.last_message?.text ?? "", row.id, () => void navigate(`/conversations/${row.id}`)),
  );
}

/** The title's number, and a tone when one of my own conversations gets something unread while I look elsewhere. */
function useUnreadAlerts(sound: boolean, notifications: boolean, tell: (row: Row) => void): void {
  const me = useMe();
  const { data: offers } = useOffers();
  const unread = useRef(new Map<string, number>());
  const [count, setCount] = useState(0);

  useFrames("row", ({ row }) => {
    const before = unread.current.get(row.id) ?? 0;
    const mine = row.agent?.id === me.id && row.status === "open";
    if (mine && row.unread > 0) unread.current.set(row.id, row.unread);
    else unread.current.delete(row.id);
    setCount(unread.current.size);
    if (mine && row.unread > before && document.hidden) {
      if (sound) chime("message");
      if (notifications) tell(row);
    }
  });
  const waiting = offers?.length ?? 0;
  useEffect(() => titleBadge(count + waiting), [count, waiting]);
}
