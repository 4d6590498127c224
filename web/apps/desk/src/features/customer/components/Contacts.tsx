import type { Contact } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { shortTimeText, useNow } from "@tandem/ui";
import { Link } from "react-router";
import { ChannelIcon, useChannelName } from "@/lib/channel.tsx";
import { messages } from "../messages.ts";
import css from "./Customer.module.css";

/** The last contacts over all channels; those still open first. */
export function Contacts({ contacts, here }: { contacts: Contact[]; here?: string }) {
  const t = useT(messages);
  const shown = [...contacts].sort((a, b) => Number(a.status === "resolved") - Number(b.status === "resolved"));
  if (shown.length === 0) return <span className={css.faint}>{t("noContacts")}</span>;
  return <ul className={css.contacts}>{shown.map((one) => <Line key={one.conversation_id} contact={one} here={one.conversation_id === here} />)}</ul>;
}

function Line({ contact, here }: { contact: Contact; here: boolean }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const now = useNow();
  const channel = useChannelName()(contact.channel);
  const text = contact.readable ? (contact.summary || contact.disposition || contact.queue) : t("notReadable");
  const fine = [channel, contact.agent, contact.disposition, contact.score !== null && t("score", { n: contact.score })].filter(Boolean).join(" · ");
  const body = (
    <>
      <span className={css.contactText}><ChannelIcon channel={contact.channel} /> {text}</span>
      <small>
        <span className={contact.status === "resolved" ? css.faint : css.live}>{here ? t("here") : t(`status.${contact.status}`)}</span> {shortTimeText(contact.opened_at, locale, now)} · {fine}
      </small>
    </>
  );
  return (
    <li data-testid="customer-contact" data-conversation-id={contact.conversation_id}>
      {contact.readable && !here ? <Link to={`/conversations/${contact.conversation_id}?view=${contact.status === "resolved" ? "resolved" : "all"}`}>{body}</Link> : <div>{body}</div>}
    </li>
  );
}
