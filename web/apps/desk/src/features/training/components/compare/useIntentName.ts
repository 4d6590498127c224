import type { VersionComparison } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useMemo } from "react";
import { useIntents } from "../../api/intents.ts";
import { measureMessages } from "../../messages.measures.ts";

/** An intent's name by its key; out of scope in words. */
export function useIntentName(c: VersionComparison): (key: string | null) => string {
  const t = useT(measureMessages);
  const { data: intents } = useIntents();
  return useMemo(() => {
    const names = new Map([...(intents ?? []).map((i) => [i.key, i.name] as const), ...c.per_intent.map((i) => [i.intent, i.name] as const)]);
    return (key) => (key === null || key === "out_of_scope" ? t("outOfScope") : (names.get(key) ?? key));
  }, [intents, c, t]);
}
