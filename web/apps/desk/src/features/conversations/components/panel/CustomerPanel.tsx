import { CheckCircleFilled, ExclamationCircleOutlined } from "@ant-design/icons";
import type { ConversationDetail } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Avatar, dateTimeText } from "@tandem/ui";
import { Collapse, Rate } from "antd";
import type { ComponentType, ReactNode } from "react";
import { isNamed, nameOf, useCustomerName } from "@/lib/names.ts";
import { useSummary } from "../../api/details.ts";
import { panelMessages } from "../../messages.panel.ts";
import { deviceOf } from "@/lib/device.ts";
import { LabelTag } from "../list/badges.tsx";
import { BlockedCard } from "./BlockedCard.tsx";
import { Handovers } from "./Handovers.tsx";
import css from "./Panel.module.css";
import { Summary } from "./Summary.tsx";

/** What shows the customer; conversations do not know it. */
export type CustomerSlot = ComponentType<{ customerId: string; conversationId: string; fallback: ReactNode; first: ReactNode; conversation: ReactNode }>;

/** The panel beside the thread. Who the customer is, another feature tells (`Customer`); what is about this
 * conversation is told here. */
export function CustomerPanel({ detail, Customer }: { detail: ConversationDetail; Customer: CustomerSlot }) {
  const t = useT(panelMessages);
  const summary = useSummary(detail.id).data;
  const first = (
    <>
      <BlockedCard detail={detail} />
      {summary && <section className={css.first} aria-label={t("summary")}><h3>{t("summary")}</h3><Summary summary={summary} /></section>}
    </>
  );
  return (
    <aside className={css.panel} aria-label={t("title")} data-testid="customer-panel">
      <Customer
        key={detail.id} customerId={detail.customer.id} conversationId={detail.id}
        fallback={<Identity detail={detail} />} first={first} conversation={<ThisConversation detail={detail} />}
      />
    </aside>
  );
}

function ThisConversation({ detail }: { detail: ConversationDetail }) {
  const t = useT(panelMessages);
  const { locale } = useLocale();
  const items = [
    { key: "contact", label: t("contact"), children: <Contact detail={detail} /> },
    { key: "attributes", label: t("attributes"), children: <Attributes detail={detail} /> },
    ...(detail.wrap_up ? [{ key: "wrapUp", label: t("wrapUp"), children: <WrapUpView detail={detail} /> }] : []),
    { key: "handovers", label: t("handovers"), children: <Handovers list={detail.handovers} /> },
  ];
  return (
    <>
      <dl className={css.facts}>
        <Fact name={t("opened")} value={dateTimeText(detail.opened_at, locale)} />
        {detail.labels.length > 0 && <Fact name={t("labels")} value={detail.labels.map((l) => <LabelTag key={l.id} label={l} />)} />}
        <Fact name={t("rating")} value={detail.rating
          ? <span title={t("score", { score: detail.rating.score })}><Rate disabled value={detail.rating.score} className={css.rate} /> {detail.rating.comment}</span>
          : <span className={css.faint}>{t("notRated")}</span>} />
      </dl>
      <Collapse ghost size="small" items={items} defaultActiveKey={["contact", "attributes", "wrapUp", "handovers"]} expandIconPlacement="end" className={css.sections} />
    </>
  );
}

function Identity({ detail }: { detail: ConversationDetail }) {
  const t = useT(panelMessages);
  const name = useCustomerName()(detail.customer);
  const { verified } = detail.customer;
  return (
    <div className={css.identity}>
      <Avatar name={isNamed(detail.customer) ? detail.customer.name : null} size={42} tone="accent" />
      <div>
        <b>{name}</b>
        <span className={verified ? css.verified : css.faint}>
          {verified ? <CheckCircleFilled /> : <ExclamationCircleOutlined />} {t(verified ? "verified" : "unverified")}
        </span>
      </div>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  if (value === null || value === undefined || value === "") return null;
  return <div><dt>{name}</dt><dd>{value}</dd></div>;
}

function Contact({ detail: { customer } }: { detail: ConversationDetail }) {
  const t = useT(panelMessages);
  return (
    <dl className={css.facts}>
      <Fact name={t("topic")} value={customer.topic} />
      <Fact name={t("phone")} value={customer.phone} />
      <Fact name={t("email")} value={customer.email} />
      <Fact name={t("location")} value={customer.location} />
      <Fact name={t("page")} value={customer.page_url} />
      <Fact name={t("device")} value={deviceOf(customer.user_agent)} />
    </dl>
  );
}

function Attributes({ detail: { customer } }: { detail: ConversationDetail }) {
  const t = useT(panelMessages);
  const pairs = Object.entries(customer.attributes ?? {});
  if (pairs.length === 0) return <span className={css.faint}>{t("noAttributes")}</span>;
  return (
    <dl className={css.facts}>
      {pairs.map(([name, value]) => <Fact key={name} name={name} value={typeof value === "object" ? JSON.stringify(value) : String(value)} />)}
    </dl>
  );
}

function WrapUpView({ detail: { wrap_up } }: { detail: ConversationDetail }) {
  const t = useT(panelMessages);
  if (!wrap_up) return null;
  return (
    <div>
      <b>{nameOf(wrap_up.disposition)}</b> · {t(wrap_up.resolved ? "solved" : "unsolved")}
      <p className={css.summary}>{wrap_up.summary || t("noSummary")}</p>
    </div>
  );
}
