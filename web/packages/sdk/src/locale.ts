/** The languages that Tandem answers customers in. */
export type Locale = "zh-CN" | "en";

/** The nearest language to a wish such as `zh`, `zh-Hant-TW`, `en_US`; null when there is none. */
export function localeOf(wish: string | null | undefined): Locale | null {
  const language = (wish ?? "").toLowerCase().split(/[-_]/)[0];
  return language === "zh" ? "zh-CN" : language === "en" ? "en" : null;
}

/** The first wish that can be had; Chinese when none can. */
export function chooseLocale(...wishes: (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const locale = localeOf(wish);
    if (locale) return locale;
  }
  return "zh-CN";
}
