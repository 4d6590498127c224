import type { RowQuery } from "@tandem/api";
import { useCallback, useMemo } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { filterFromParams } from "../rules/filters.ts";

/** The list's filter and the open conversation, both kept in the address. */
export function useFilter() {
  const [params, setParams] = useSearchParams();
  const { id } = useParams();
  const navigate = useNavigate();
  const search = params.toString();
  const filter = useMemo(() => filterFromParams(new URLSearchParams(search)), [search]);

  const change = useCallback(
    (patch: Partial<Record<keyof RowQuery, string | undefined>>) => {
      setParams((old) => {
        const next = new URLSearchParams(old);
        for (const [key, value] of Object.entries(patch)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      });
    },
    [setParams],
  );
  const open = useCallback(
    (conversationId: string | null) => void navigate({ pathname: `/conversations${conversationId ? `/${conversationId}` : ""}`, search }),
    [navigate, search],
  );
  /** Replaces the whole filter (a view, a queue, a saved view). */
  const show = useCallback(
    (query: Record<string, string>) =>
      void navigate({ pathname: `/conversations${id ? `/${id}` : ""}`, search: new URLSearchParams(query).toString() }),
    [navigate, id],
  );
  return { filter, search, openId: id, change, open, show };
}
