import { Api } from "./api.ts";
import { App } from "./app.ts";
import { chooseLocale, type Locale } from "./i18n/index.ts";
import { checkPage } from "./pages/check.ts";
import { route } from "./router.ts";
import { SessionKeeper } from "./session.ts";
import { accent } from "./ui/accent.ts";

// /h5/?site=demo&lang=en#/bill; a signed identity comes in the fragment, which servers do not log.
const query = new URLSearchParams(location.search);
const fragment = new URLSearchParams(location.hash.replace(/^#/, ""));
const identity = location.hash.charAt(1) === "/" ? null : fragment.get("identity");
if (identity) history.replaceState(null, "", `${location.pathname}${location.search}#/`);

const site = query.get("site") ?? "demo";
const LANG = "tandem:h5:lang";
let locale = chooseLocale(query.get("lang"), stored(), navigator.language);
const api = new Api(() => locale);
const session = new SessionKeeper(api, site, identity);
const root = document.getElementById("app")!;

function stored(): string | null {
  try {
    return localStorage.getItem(LANG);
  } catch {
    return null;
  }
}

function start(wish: Locale): void {
  locale = wish;
  document.documentElement.lang = wish;
  const app = new App(api, session, root, wish, site, (other) => {
    try {
      localStorage.setItem(LANG, other);
    } catch {
      /* no storage: the choice lives as long as the page */
    }
    start(other);
  });
  const code = /^\/verify(?:\/([^/]*))?\/?$/.exec(location.pathname);
  const show = (): void => (code ? checkPage(app, decodeURIComponent(code[1] ?? "")) : route(app, location.hash));
  app.onGo = show;
  window.onhashchange = show;
  show();
}

// Ended in another tab: this one shows nobody's loans either.
window.addEventListener("storage", (event) => {
  if (event.key === session.key && event.newValue === null) location.reload();
});
start(locale);
if (location.pathname.slice(0, 7) !== "/verify") void api.request<{ brand: { accent: string } }>("GET", `/web/config?site=${encodeURIComponent(site)}`).then(({ brand }) => accent(brand.accent), () => undefined);
