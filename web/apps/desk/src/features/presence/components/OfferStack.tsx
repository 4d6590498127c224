import { isProblem, type Offer } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, since, useCommands, useErrorText, useNow } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { api } from "@/lib/api.ts";
import { useCustomerName } from "@/lib/names.ts";
import { keys } from "@/lib/query.ts";
import { dropOffer, useOffers } from "../api/presence.ts";
import { messages } from "../messages.ts";
import { offerLeft } from "../rules/idle.ts";
import css from "./Presence.module.css";

/** Conversations offered to me, oldest first, on top of whatever screen is open. */
export function OfferStack() {
  const t = useT(messages);
  const { data: offers = [] } = useOffers();
  const { accept, refuse, busy } = useAnswer();
  const first = offers[0];
  useCommands(
    first
      ? [
          { id: "offer.accept", group: t("group"), title: t("acceptCmd"), keys: "alt+y", run: () => void accept(first) },
          { id: "offer.refuse", group: t("group"), title: t("refuseCmd"), keys: "alt+x", run: () => void refuse(first) },
        ]
      : [],
  );
  if (offers.length === 0) return null;
  return (
    <div className={css.stack} role="alert">
      {offers.length > 3 && <div className={css.moreOffers}>+{offers.length - 3}</div>}
      {offers.slice(0, 3).map((o, i) => (
        <OfferCard key={o.id} offer={o} first={i === 0} busy={busy === o.id} onAccept={() => void accept(o)} onRefuse={() => void refuse(o)} />
      ))}
    </div>
  );
}

function useAnswer() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const t = useT(messages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);

  const answer = async (offer: Offer, run: () => Promise<void>) => {
    setBusy(offer.id);
    try {
      await run();
      dropOffer(client, offer.id);
    } catch (error) {
      if (isProblem(error, "offer_gone")) dropOffer(client, offer.id);
      void message.error(isProblem(error, "offer_gone") ? t("gone") : errorText(error));
    } finally {
      setBusy(null);
    }
  };
  const accept = (offer: Offer) =>
    answer(offer, async () => {
      const row = await api.offers.accept(offer.id);
      void client.invalidateQueries({ queryKey: keys.lists });
      void navigate(`/conversations/${row?.id ?? offer.conversation.id}?view=mine`);
    });
  const refuse = (offer: Offer) => answer(offer, () => api.offers.refuse(offer.id));
  return { accept, refuse, busy };
}

interface CardProps {
  offer: Offer;
  first: boolean;
  busy: boolean;
  onAccept: () => void;
  onRefuse: () => void;
}

function OfferCard({ offer, first, busy, onAccept, onRefuse }: CardProps) {
  const t = useT(messages);
  const client = useQueryClient();
  const name = useCustomerName()(offer.conversation.customer);
  const now = useNow();
  const { seconds, share } = offerLeft(offer.offered_at, offer.expires_at, now);
  const { queue, waiting_since, last_message } = offer.conversation;

  // The server decides; this only clears a card whose frame was missed.
  useEffect(() => {
    if (seconds > 0) return;
    const timer = setTimeout(() => dropOffer(client, offer.id), 3_000);
    return () => clearTimeout(timer);
  }, [seconds, client, offer.id]);

  return (
    <section className={`${css.offer} ${first ? "" : css.compact}`} aria-label={t("offer")} data-testid="offer">
      <div className={css.offerHead}>
        <Progress type="circle" aria-label={t("seconds", { n: seconds })} size={first ? 44 : 30} percent={share * 100} format={() => seconds} strokeColor={seconds <= 5 ? "var(--bad)" : "var(--accent)"} />
        <div className={css.offerText}>
          <b>{name}</b>
          <div><span>{[queue && t("offerFrom", { queue: queue.name }), waiting_since && t("waited", { time: clockText(since(waiting_since, now)) })].filter(Boolean).join(" · ")}</span></div>
        </div>
      </div>
      {first && <p>{last_message?.text}</p>}
      <div className={css.offerButtons}>
        <Button type={first ? "primary" : "default"} size={first ? "middle" : "small"} loading={busy} onClick={onAccept} data-testid="offer-accept">{t("accept")}{first && <kbd>Alt Y</kbd>}</Button>
        <Button disabled={busy} size={first ? "middle" : "small"} onClick={onRefuse} data-testid="offer-refuse">{t("refuse")}</Button>
      </div>
    </section>
  );
}
