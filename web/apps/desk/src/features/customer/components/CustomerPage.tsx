import { useT } from "@tandem/i18n/react";
import { isProblem } from "@tandem/api";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useParams } from "react-router";
import { usePanorama } from "../api/customers.ts";
import { useCustomerFrames } from "../hooks/useCustomerFrames.ts";
import { messages } from "../messages.ts";
import css from "./Customer.module.css";
import { Overview } from "./Overview.tsx";
import { TimelineList } from "./timeline/TimelineList.tsx";
import { Who } from "./Who.tsx";

/** One customer on a page of their own: the overview beside the timeline. */
export function CustomerPage() {
  const t = useT(messages);
  const { id = "" } = useParams();
  const query = usePanorama(id);
  useCustomerFrames(id, query.data?.customer.id);
  if (query.isPending) return <LoadingRows rows={8} avatar />;
  if (isProblem(query.error, "customer_not_found")) return <EmptyState title={t("gone")} />;
  if (!query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <main key={id} className={css.page} data-testid="customer-page">
      <div className={css.pageHead}><Who seen={query.data} id={id} /></div>
      <div className={css.pageColumn}><Overview seen={query.data} id={id} /></div>
      <section className={css.pageColumn} aria-label={t("timeline")}><h3>{t("timeline")}</h3><TimelineList id={id} /></section>
    </main>
  );
}
