import { Chat } from "@tandem/sdk";
import { chooseLocale, translator } from "./i18n/index.ts";
import { app } from "./ui/app.ts";
import { followKeyboard, mountRoot, type Theme } from "./ui/root.ts";

// /chat?site=demo&lang=en&theme=dark; identity comes in the fragment, which servers do not log.
const query = new URLSearchParams(location.search);
const fragment = new URLSearchParams(location.hash.slice(1));
const identity = fragment.get("identity") ?? undefined;
const going = fragment.get("continue");
if (identity || going) history.replaceState(null, "", location.pathname + location.search);

const chat = new Chat({
  origin: location.origin,
  site: query.get("site") ?? "demo",
  locale: chooseLocale(query.get("lang"), navigator.language),
  identity,
});
const wish = chooseLocale(query.get("lang"), chat.state.locale);
if (query.get("lang") && wish !== chat.state.locale) chat.setLocale(wish);

const root = mountRoot(document.getElementById("chat")!, "page", (query.get("theme") as Theme | null) ?? "auto");
const panel = app(chat, null);
root.inner.appendChild(panel.el);
followKeyboard(root.inner, () => true);

let unreadTitle = "";
chat.store.subscribe(({ config, locale, unread }) => {
  root.setAccent(config?.brand.accent ?? "");
  document.documentElement.lang = locale;
  const title = config?.brand.title || translator(locale)("title.default");
  const next = unread > 0 && document.hidden ? `(${unread}) ${title}` : title;
  if (next !== unreadTitle) document.title = unreadTitle = next;
});
document.addEventListener("visibilitychange", () => chat.store.set({}));

// By a link from another channel: what was said there goes on here.
if (going) void chat.start().then(() => chat.requests.follow(going)).then((here) => here || chat.notify("continue_failed"));

panel.setVisible(true);
panel.focus();
