import { Client, createApi } from "@tandem/api";
import { asLocale, type Locale } from "@tandem/i18n";

const LOCALE_KEY = "tandem.desk.locale";

// What every request carries. Held here and not in React: the client is older than any component.
let csrf: string | null = null;
let locale: Locale = asLocale(localStorage.getItem(LOCALE_KEY));
let signedOut: () => void = () => {};

export const request = {
  setCsrf: (token: string | null) => void (csrf = token),
  onSignedOut: (handler: () => void) => void (signedOut = handler),
  locale: () => locale,
  setLocale: (next: Locale) => {
    locale = next;
    localStorage.setItem(LOCALE_KEY, next);
  },
};

/** For features that load their own part of the API. */
export const client = new Client({ locale: () => locale, csrf: () => csrf, onSignedOut: () => signedOut() });
export const api = createApi(client);
