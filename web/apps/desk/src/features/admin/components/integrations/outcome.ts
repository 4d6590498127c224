import { useT } from "@tandem/i18n/react";
import { integrationMessages } from "../../messages.integrations.ts";

const NAMED = ["timeout", "connect", "tls", "name_unknown", "address_internal", "broken", "redirect", "gone", "event_gone", "rested", "url_scheme"] as const;

/** What came of a try, in words: the status of a success, why it failed otherwise. */
export function useOutcome(): (error: string | null, status: number | null) => string {
  const t = useT(integrationMessages);
  return (error, status) => {
    if (!error) return status ? String(status) : "";
    const named = NAMED.find((n) => n === error);
    if (named) return t(`error.${named}`);
    return t("error.other", { status: status ?? error.replace("status_", "") });
  };
}
