/** What tabs of the same site tell each other. Messages come to each tab over its own socket. */
export type TabNews =
  | { type: "session"; customer_id: string }
  | { type: "conversation"; id: string }
  | { type: "reset" }
  | { type: "locale"; locale: string };

export interface Tabs {
  tell(news: TabNews): void;
  close(): void;
}

export type OpenTabs = (name: string, onNews: (news: TabNews) => void) => Tabs;

/** For a program that has one window. */
export const noTabs: Tabs = { tell: () => undefined, close: () => undefined };

/** BroadcastChannel, or storage events where it is missing (Safari before 15.4). */
export const pageTabs: OpenTabs = (name, onNews) => {
  if (typeof BroadcastChannel !== "undefined") {
    const channel = new BroadcastChannel(name);
    channel.onmessage = (event) => onNews(event.data as TabNews);
    return { tell: (news) => channel.postMessage(news), close: () => channel.close() };
  }
  const key = `${name}:news`;
  const listen = (event: StorageEvent): void => {
    if (event.key !== key || !event.newValue) return;
    try {
      onNews((JSON.parse(event.newValue) as { news: TabNews }).news);
    } catch {
      /* not ours */
    }
  };
  window.addEventListener("storage", listen);
  return {
    tell: (news) => {
      try {
        window.localStorage.setItem(key, JSON.stringify({ news, at: Date.now() }));
      } catch {
        /* storage blocked: tabs stay apart */
      }
    },
    close: () => window.removeEventListener("storage", listen),
  };
};
