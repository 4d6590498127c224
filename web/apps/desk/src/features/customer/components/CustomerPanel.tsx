import type { Panorama } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { Tabs } from "antd";
import { useState, type ReactNode } from "react";
import { usePanorama } from "../api/customers.ts";
import { useCustomerFrames } from "../hooks/useCustomerFrames.ts";
import { messages } from "../messages.ts";
import css from "./Customer.module.css";
import { Overview } from "./Overview.tsx";
import { TimelineList } from "./timeline/TimelineList.tsx";
import { Who } from "./Who.tsx";

export interface PanelProps {
  customerId: string;
  conversationId: string;
  /** Shown above everything until the customer is read, and when they cannot be. */
  fallback: ReactNode;
  /** What comes first: a block, the hand-over's summary. */
  first: ReactNode;
  /** What is about this conversation alone. */
  conversation: ReactNode;
}

/** The customer beside the conversation. */
export function CustomerPanel({ customerId, conversationId, fallback, first, conversation }: PanelProps) {
  const t = useT(messages);
  const query = usePanorama(customerId, conversationId);
  const [tab, setTab] = useState("overview");
  useCustomerFrames(customerId, query.data?.customer.id);
  const seen = query.data;
  const overview = seen ? <Overview seen={seen} id={customerId} conversationId={conversationId} /> : <Unread query={query} />;
  return (
    <div className={css.panel}>
      {seen ? <Who key={customerId} seen={seen} id={customerId} conversationId={conversationId} linked /> : fallback}
      {first}
      <Tabs
        size="small" activeKey={tab} onChange={setTab} className={css.tabs} data-testid="customer-tabs"
        items={[
          { key: "overview", label: t("overview"), children: <div className={css.tab}>{overview}</div> },
          { key: "timeline", label: t("timeline"), children: tab === "timeline" ? <div className={css.tab}><TimelineList id={customerId} /></div> : null },
          { key: "conversation", label: t("thisConversation"), children: <div className={css.tab}>{conversation}</div> },
        ]}
      />
    </div>
  );
}

function Unread({ query }: { query: { isPending: boolean; error: unknown; refetch: () => unknown; data?: Panorama | undefined } }) {
  if (query.isPending) return <LoadingRows rows={5} />;
  return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
