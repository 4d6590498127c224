import type { Category } from "@tandem/api";
import { useLocale } from "@tandem/i18n/react";

/** A category's name in the reader's language. */
export function useCategoryTitle(): (category: Category) => string {
  const { locale } = useLocale();
  return (category) => (locale === "en" && category.title_en) || category.title;
}
