import { useT } from "@tandem/i18n/react";
import { useCallback } from "react";
import { common } from "./common.ts";

/** What to call a customer: the name, or "visitor" and the tail of the id, so that two visitors can be told apart. */
export function useCustomerName(): (customer: { id: string; name: string | null }) => string {
  const t = useT(common);
  return useCallback((c) => c.name || t("anonymous", { code: c.id.replaceAll("-", "").slice(-4).toUpperCase() }), [t]);
}

/** Some answers carry a bare name, others a reference. */
export function nameOf(who: { name: string } | string | null | undefined): string {
  return typeof who === "string" ? who : (who?.name ?? "");
}
