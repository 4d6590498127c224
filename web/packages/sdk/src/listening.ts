import type { Api } from "./api.ts";
import type { Environment } from "./environment.ts";
import { LiveLink } from "./link.ts";
import type { SessionKeeper } from "./session.ts";
import type { ChatState } from "./state.ts";
import type { Store } from "./store.ts";
import type { Thread } from "./thread.ts";

interface Options {
  env: Environment;
  api: Api;
  session: SessionKeeper;
  thread: Thread;
  store: Store<ChatState>;
  onReady: () => void;
}

/** The link of one chat: which conversation it follows, from which number, and what becomes of a token it refuses. */
export class Listening extends LiveLink {
  private refusals = 0;
  private subscribed: string | null = null;

  constructor(private readonly chat: Options) {
    const { env, api, session, thread, store, onReady } = chat;
    super({
      env,
      url: () => api.socketUrl,
      hello: () => {
        const id = store.state.conversation?.id;
        this.subscribed = id ?? null;
        return { type: "hello", token: session.current?.token ?? "", ...(id ? { conversation_id: id } : {}), after: thread.cursor };
      },
      onFrame: (frame) => {
        thread.frame(frame);
        if (frame.type !== "ready") return;
        this.refusals = 0;
        onReady();
      },
      onLink: (link) => store.set({ link }),
      onRefused: () => this.refused(),
      poll: () => thread.catchUp(),
    });
  }

  /** A conversation that began while the socket was already up. */
  follow(): void {
    const { store, thread } = this.chat;
    const id = store.state.conversation?.id ?? null;
    if (!id || id === this.subscribed) return;
    if (this.send({ type: "subscribe", conversation_id: id, after: thread.cursor })) this.subscribed = id;
  }

  private refused(): void {
    const { session, store } = this.chat;
    const delay = this.refusals === 0 ? 0 : Math.min(30_000, 1_000 * 2 ** this.refusals);
    this.refusals += 1;
    const renewed = session.renew(session.current?.token ?? null);
    void renewed.then(
      () => setTimeout(() => store.state.phase === "ready" && this.restart(), delay),
      () => store.set({ link: "lost" }),
    );
  }
}
