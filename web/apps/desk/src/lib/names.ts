import { useT } from "@tandem/i18n/react";
import { useCallback } from "react";
import { common } from "./common.ts";

/** What the server calls somebody who gave no name, in the house's language. */
const NAMELESS = /^(?:访客|Visitor) ([0-9A-F]{4})$/;

/** The tail of the id by which somebody without a name is called; null for a name. */
export function codeOf(customer: { id: string; name: string | null }): string | null {
  return customer.name ? (NAMELESS.exec(customer.name)?.[1] ?? null) : customer.id.replaceAll("-", "").slice(-4).toUpperCase();
}

/** What to call a customer: the name, or "visitor" and the tail of the id, so that two visitors can be told apart. */
export function useCustomerName(): (customer: { id: string; name: string | null }) => string {
  const t = useT(common);
  return useCallback((c) => {
    const code = codeOf(c);
    return code === null ? c.name! : t("anonymous", { code });
  }, [t]);
}

/** Whether a customer has given a name: visitors are called by number and have no initial. */
export function isNamed(customer: { name: string | null; verified: boolean }): boolean {
  return customer.verified || (customer.name !== null && !/^(访客|Visitor )/.test(customer.name));
}

/** Some answers carry a bare name, others a reference. */
export function nameOf(who: { name: string } | string | null | undefined): string {
  return typeof who === "string" ? who : (who?.name ?? "");
}
