import { createContext, useContext, useMemo, type ReactNode } from "react";
import { translator, writing, type Locale, type Messages, type Translate, type Writing } from "./index.ts";

interface LocaleValue {
  locale: Locale;
  setLocale: (locale: Locale) => void;
}

const LocaleContext = createContext<LocaleValue>({ locale: "zh-CN", setLocale: () => {} });

export function LocaleProvider(props: LocaleValue & { children: ReactNode }) {
  const { locale, setLocale, children } = props;
  const value = useMemo(() => ({ locale, setLocale }), [locale, setLocale]);
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

export const useLocale = () => useContext(LocaleContext);

/** The translate function of one feature's catalogue in the reader's language. */
export function useT<K extends string>(messages: Messages<K>): Translate<K> {
  const { locale } = useLocale();
  return useMemo(() => translator(messages, locale), [messages, locale]);
}

/** How the reader's language puts texts together. */
export const useWriting = (): Writing => writing(useLocale().locale);
