import { SearchOutlined } from "@ant-design/icons";
import type { FoundCustomer, PersonalKind } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Avatar, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { Link, useSearchParams } from "react-router";
import { customersApi } from "../api/customers.ts";
import { messages } from "../messages.ts";
import css from "./Search.module.css";

/** Find a customer by a number in full or the beginning of a name. Asked when told to: each search is audited. */
export function SearchPage() {
  const t = useT(messages);
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const found = useQuery({ queryKey: ["customers", "search", q], queryFn: () => customersApi.search(q), enabled: q !== "", staleTime: 30_000 });
  return (
    <main className={css.page} data-testid="customer-search">
      <h2>{t("search")}</h2>
      <Input.Search
        autoFocus size="large" allowClear defaultValue={q} maxLength={100} placeholder={t("searchHint")} aria-label={t("search")} data-testid="customer-search-input"
        enterButton loading={found.isFetching} onSearch={(text) => setParams(text.trim() ? { q: text.trim() } : {})}
      />
      <p className={css.note}>{t("searchNote")}</p>
      {q === "" && <EmptyState icon={<SearchOutlined />} title={t("searchFirst")} />}
      {found.isLoading && <LoadingRows rows={4} avatar />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <EmptyState title={t("searchNobody")} />}
      {found.data && found.data.length > 0 && <ul className={css.list} aria-label={t("results", { n: found.data.length })}>{found.data.map((one) => <Found key={one.id} one={one} />)}</ul>}
    </main>
  );
}

const KINDS: readonly PersonalKind[] = ["phone", "id_number", "card", "email"];

function Found({ one }: { one: FoundCustomer }) {
  const t = useT(messages);
  const what = (by: string) => (KINDS.includes(by as PersonalKind) ? t(`personal.${by as PersonalKind}`) : t(`by.${by}` as "by.name"));
  const facts = [...one.borrowers.map((number) => t("borrower", { number })), ...KINDS.map((kind) => one.masked[kind]).filter(Boolean)];
  return (
    <li data-testid="found-customer" data-customer-id={one.id}>
      <Link to={`/customers/${one.id}`}>
        <Avatar name={one.named ? one.name : null} size={36} tone="accent" />
        <span><b>{one.name}</b><small>{facts.join(" · ")}</small></span>
        <small>{one.by.map((by) => t("foundBy", { what: what(by) })).join(" · ")}</small>
      </Link>
    </li>
  );
}
