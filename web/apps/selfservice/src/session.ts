import { ApiError, type Api } from "./api.ts";

/** The web chat's session: who is known in the chat is known here, and the other way round. */
interface Session {
  token: string;
  expires_at: string;
  customer: { id: string; name: string | null; verified: boolean };
  conversation_id: string | null;
}

const SLACK_MS = 60_000;

export class SessionKeeper {
  private memory: Session | null = null;
  private pending: Promise<Session> | null = null;

  constructor(
    private readonly api: Api,
    private readonly site: string,
    private identity: string | null,
  ) {}

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

  /** The person is done: nothing of the session stays in this browser, in no tab of it. */
  forget(): void {
    this.memory = null;
    this.identity = null;
    try {
      // The chat's, too: drafts, the conversation it shows.
      for (const key of Object.keys(localStorage)) if (key.slice(0, this.prefix.length) === this.prefix) localStorage.removeItem(key);
    } catch {
      /* no storage: there was nothing to keep */
    }
    if (typeof BroadcastChannel !== "undefined") new BroadcastChannel(`tandem:${this.site}`).postMessage({ type: "reset" });
  }

  private ensure(): Promise<Session> {
    const kept = this.kept();
    const fresh = kept !== null && Date.parse(kept.expires_at) - Date.now() > SLACK_MS;
    return fresh && !this.identity ? Promise.resolve(kept) : this.renew(null);
  }

  private renew(bad: string | null): Promise<Session> {
    this.pending ??= this.create(bad)
      .then((session) => this.keep(session))
      .finally(() => {
        this.pending = null;
      });
    return this.pending;
  }

  private async create(bad: string | null): Promise<Session> {
    const { identity } = this;
    const resume = this.kept()?.token;
    this.identity = null;
    const tries: Record<string, string>[] = [];
    if (identity) tries.push(resume ? { identity, resume } : { identity }, { identity });
    if (resume && resume !== bad) tries.push({ resume });
    tries.push({});
    for (let n = 0; ; n += 1) {
      try {
        const page_url = location.origin + location.pathname;
        return await this.api.request<Session>("POST", "/web/sessions", { body: { site: this.site, page_url, ...tries[n] } });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 0 || error.status >= 429 || n + 1 >= tries.length) throw error;
      }
    }
  }

  private kept(): Session | null {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null") as Session | null;
    } catch {
      return this.memory;
    }
  }

  private keep(session: Session): Session {
    this.memory = session;
    try {
      localStorage.setItem(this.key, JSON.stringify(session));
    } catch {
      /* no storage: the session lives as long as the page */
    }
    return session;
  }

  private get prefix(): string {
    return `tandem:${this.site}:`;
  }

  get key(): string {
    return `${this.prefix}session`;
  }
}
