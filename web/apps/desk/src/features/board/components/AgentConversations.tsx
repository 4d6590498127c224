import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "@/lib/api.ts";
import { useCustomerName } from "@/lib/names.ts";
import { messages } from "../messages.ts";
import css from "./Board.module.css";

const SHOWN = 20;

/** The open conversations of one agent, to look into. */
export function AgentConversations({ agentId, load }: { agentId: string; load: number }) {
  const t = useT(messages);
  const name = useCustomerName();
  const query = useQuery({ queryKey: ["board", "conversations", agentId], queryFn: () => api.conversations.list({ view: "all", sort: "waiting", agent_id: agentId }, null, SHOWN), staleTime: 0 });
  if (query.isPending) return <LoadingRows rows={2} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { items: rows, next } = query.data;
  if (rows.length === 0) return <span className={css.faint}>{t(load > 0 ? "notYours" : "noConversations")}</span>;
  return (
    <ul className={css.links}>
      {rows.map((r) => (
        <li key={r.id}>
          <Link to={`/conversations/${r.id}?view=all&agent_id=${agentId}`}><b>{name(r.customer)}</b> <span>{r.last_message?.text}</span></Link>
        </li>
      ))}
      {next && <li><Link to={`/conversations?view=all&agent_id=${agentId}`}>{t("allOfAgent")}</Link></li>}
    </ul>
  );
}
