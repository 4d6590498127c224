import { useLocale } from "@tandem/i18n/react";

/** A name in the reader's language. */
export function useName(): (named: { name: string; name_en: string }) => string {
  const { locale } = useLocale();
  return (named) => (locale === "en" && named.name_en ? named.name_en : named.name);
}
