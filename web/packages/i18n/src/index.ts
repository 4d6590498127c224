/** Message catalogues: flat keys to text with {placeholders}; `{n|one|many}` picks by number (English plurals). */
export type Locale = "zh-CN" | "en";
export const LOCALES: readonly Locale[] = ["zh-CN", "en"];
export type Params = Record<string, string | number>;
export type Catalogue<K extends string> = { readonly [key in K]: string };
export type Messages<K extends string> = Record<Locale, Catalogue<K>>;
export type Translate<K extends string> = (key: K, params?: Params) => string;

/** Chinese is the source; the English catalogue must have exactly its keys (checked by the compiler). */
export function defineMessages<const Z extends Record<string, string>>(
  zh: Z,
  en: { readonly [key in keyof Z]: string },
): Messages<Extract<keyof Z, string>> {
  return { "zh-CN": zh, en } as Messages<Extract<keyof Z, string>>;
}

export function asLocale(value: string | null | undefined): Locale {
  return value?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

/** How texts are put together where no catalogue can: each language has its own points, and they bring their own space. */
export interface Writing {
  /** Names one after the other: 甲、乙 */
  listed: (names: readonly string[]) => string;
  /** Statements one after the other: 甲；乙 */
  clauses: (parts: readonly string[]) => string;
  /** What it is about, and what is said of it: 甲：乙 */
  labelled: (label: string, text: string) => string;
  /** Said beside it: 甲（乙） */
  aside: (text: string, more: string) => string;
}

const WRITING: Record<Locale, Writing> = {
  "zh-CN": { listed: (names) => names.join("、"), clauses: (parts) => parts.join("；"), labelled: (label, text) => `${label}：${text}`, aside: (text, more) => `${text}（${more}）` },
  en: { listed: (names) => names.join(", "), clauses: (parts) => parts.join("; "), labelled: (label, text) => `${label}: ${text}`, aside: (text, more) => `${text} (${more})` },
};

export const writing = (locale: Locale): Writing => WRITING[locale];

export function format(text: string, params?: Params): string {
  if (!params) return text;
  return text.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined) return String(value);
    return Number(value) === 1 ? one : (many ?? "");
  });
}

export function translator<K extends string>(messages: Messages<K>, locale: Locale): Translate<K> {
  const catalogue = messages[locale];
  return (key, params) => format(catalogue[key] ?? messages["zh-CN"][key] ?? key, params);
}

/** Names of the placeholders in a text: both languages of a message must use the same ones. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]!))].sort();
}
