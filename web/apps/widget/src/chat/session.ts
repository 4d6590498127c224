import type { Locale } from "../i18n/index.ts";
import type { Session } from "../types.ts";
import { ApiError, type Api } from "./api.ts";
import type { Shelf } from "./storage.ts";

export interface SessionOptions {
  api: Api;
  site: string;
  shelf: Shelf;
  locale: () => Locale;
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
    return this.adopt(await this.create(this.session?.token ?? null));
  }

  /** Another tab changed the session: take what is stored now. */
  reload(): void {
    const shared = this.options.shelf.get<Session>("session");
    if (shared && shared.token !== this.session?.token) this.adopt(shared);
    if (!shared) this.session = null;
  }

  rememberConversation(id: string | null): void {
    if (!this.session || this.session.conversation_id === id) return;
    this.session = { ...this.session, conversation_id: id };
    this.options.shelf.put("session", this.session);
  }

  forget(): void {
    this.session = null;
    this.identity = null;
    this.options.shelf.put("session", null);
  }

  private async create(resume: string | null): Promise<Session> {
    const { api, site, locale } = this.options;
    const body = { site, locale: locale(), page_url: location.href, ...(this.identity ? { identity: this.identity } : {}) };
    const post = (extra: object): Promise<Session> => api.request<Session>("POST", "/web/sessions", { body: { ...body, ...extra }, retries: 3 });
    if (!resume) {
      const session = await post({});
      this.brandNew = session.conversation_id === null;
      return session;
    }
    try {
      return await post({ resume });
    } catch (error) {
      // The old token is beyond resuming: better a new person than none. A bad identity is the host's to mend.
      if (!(error instanceof ApiError) || error.passing || this.identity) throw error;
      return post({});
    }
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
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
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
