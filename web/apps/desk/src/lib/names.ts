import { useT } from "@tandem/i18n/react";
import { useCallback } from "react";
import { common } from "./common.ts";

/** What to call a customer: the name, or "visitor" and the tail of the id, so that two visitors can be told apart. */
export function useCustomerName(): (customer: { id: string; name: string | null }) => string {
  const t = useT(common);
  return useCallback((c) => c.name || t("anonymous", { code: c.id.replaceAll("-", "").slice(-4).toUpperCase() }), [t]);
}

/** Whether a customer has given a name: visitors are called by number and have no initial. */
export function isNamed(customer: { name: string | null; verified: boolean }): boolean {
  return customer.verified || (customer.name !== null && !/^(访客|Visitor )/.test(customer.name));
}

/** Some answers carry a bare name, others a reference. */
export function nameOf(who: { name: string } | string | null | undefined): string {
  return typeof who === "string" ? who : (who?.name ?? "");
}
