import { ApiError, type Api } from "./api.ts";
import type { Environment } from "./environment.ts";
import type { Locale } from "./locale.ts";
import type { Shelf } from "./storage.ts";
import type { AppSignature, Session } from "./types.ts";

export interface SessionOptions {
  api: Api;
  site: string;
  shelf: Shelf;
  locale: () => Locale;
  /** What a native app shows instead of an origin. */
  app?: AppSignature | undefined;
  env: Pick<Environment, "locks" | "page">;
  /** Called when the person behind the token changed (signed in, reset elsewhere, expired beyond resuming). */
  onCustomer: (session: Session) => void;
}

// A token this near its end is renewed first rather than refused half-way.
const SLACK_MS = 60_000;

/** Keeps the customer's token: from storage, resumed, or new; one request at a time, one person for all tabs. */
export class SessionKeeper {
  private session: Session | null;
  private identity: string | null = null;
  private pending: Promise<Session> | null = null;
  private brandNew = false;

  constructor(private readonly options: SessionOptions) {
    this.session = options.shelf.get<Session>("session");
  }

  get current(): Session | null {
    return this.session;
  }

  /** True once, right after a session began that the API said has no conversation: no need to ask for one. */
  takeBrandNew(): boolean {
    const { brandNew } = this;
    this.brandNew = false;
    return brandNew;
  }

  /** Runs a call with a valid token; renews it once when the API says 401. */
  async call<T>(use: (token: string) => Promise<T>): Promise<T> {
    const session = await this.ensure();
    try {
      return await use(session.token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      return use((await this.renew(session.token)).token);
    }
  }

  ensure(): Promise<Session> {
    const { session } = this;
    if (session && Date.parse(session.expires_at) - Date.now() > SLACK_MS) return Promise.resolve(session);
    return this.renew(session?.token ?? null);
  }

  /** Replaces a token that no longer works. Another tab may have done so already: then its token is taken. */
  renew(bad: string | null): Promise<Session> {
    this.pending ??= this.alone(async () => {
      const shared = this.options.shelf.get<Session>("session");
      if (shared && shared.token !== bad && Date.parse(shared.expires_at) - Date.now() > SLACK_MS) return this.adopt(shared);
      return this.adopt(await this.create(bad));
    }).finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  /** Signs the customer in with the host site's JWT. The anonymous conversation goes along if the API allows it. */
  async identify(jwt: string): Promise<Session> {
    this.identity = jwt;
    await this.pending?.catch(() => undefined);
    const resume = this.session?.token;
    try {
      return this.adopt(await this.post({ identity: jwt, ...(resume ? { resume } : {}) }));
    } catch (error) {
      if (isRefusedIdentity(error)) this.identity = null;
      // An anonymous session beyond resuming must not keep the person from signing in.
      if (!resume || !(error instanceof ApiError) || error.code !== "bad_token") throw error;
      return this.adopt(await this.post({ identity: jwt }));
    }
  }

  /** Another tab changed the session: take what is stored now. */
  reload(): void {
    const shared = this.options.shelf.get<Session>("session");
    if (shared && shared.token !== this.session?.token) this.adopt(shared);
    if (!shared) this.session = null;
  }

  rememberConversation(id: string | null): void {
    this.brandNew = false;
    if (!this.session || this.session.conversation_id === id) return;
    this.session = { ...this.session, conversation_id: id };
    this.options.shelf.put("session", this.session);
  }

  /** The site's questions were answered. */
  answered(): void {
    if (!this.session) return;
    this.session = { ...this.session, pre_chat: false };
    this.options.shelf.put("session", this.session);
  }

  forget(): void {
    this.session = null;
    this.identity = null;
    this.options.shelf.put("session", null);
  }

  /** Goes on as the same person if the API allows it; else as whom the host site vouched for; else as a new one. */
  private async create(resume: string | null): Promise<Session> {
    if (resume) {
      try {
        return await this.post({ resume });
      } catch (error) {
        if (!(error instanceof ApiError) || error.passing) throw error;
      }
    }
    const session = await this.begin();
    this.brandNew = session.conversation_id === null;
    return session;
  }

  /** A signature that no longer holds (they live a day at most) keeps nobody from asking, where the site allows that. */
  private async begin(): Promise<Session> {
    const { identity } = this;
    if (!identity) return this.post({});
    try {
      return await this.post({ identity });
    } catch (error) {
      if (!isRefusedIdentity(error)) throw error;
      this.identity = null;
      return this.post({});
    }
  }

  private post(extra: { resume?: string; identity?: string }): Promise<Session> {
    const { api, site, locale, app, env } = this.options;
    // No query: what host pages put there is nobody's business.
    const page_url = env.page()?.slice(0, 2048);
    const where = { ...(page_url ? { page_url } : {}), ...(app ? { app } : {}) };
    return api.request<Session>("POST", "/web/sessions", { body: { site, locale: locale(), ...where, ...extra }, retries: 3 });
  }

  private adopt(session: Session): Session {
    const before = this.session?.customer.id;
    this.session = session;
    this.options.shelf.put("session", session);
    if (before !== session.customer.id) this.options.onCustomer(session);
    return session;
  }

  // Two tabs opened at once must not become two people.
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const { locks } = this.options.env;
    if (!locks) return work();
    let began = false;
    const once = (): Promise<T> => {
      began = true;
      return work();
    };
    // Sandboxed frames have locks that always refuse.
    return (locks.request(`tandem:${this.options.site}`, once) as Promise<T>).catch((error: unknown) => {
      if (began) throw error;
      return work();
    });
  }
}

/** The host site's signature does not hold. */
export function isRefusedIdentity(error: unknown): boolean {
  return error instanceof ApiError && error.code === "bad_identity";
}
