import { NetworkProblem, Problem, type ProblemBody } from "./problem.ts";

export interface ClientOptions {
  base?: string;
  locale: () => string;
  csrf: () => string | null;
  /** Called on 401 of any request but the log-in itself: the session is over. */
  onSignedOut?: () => void;
  fetch?: typeof fetch;
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One JSON call; throws Problem (the server said no) or NetworkProblem (it said nothing). */
export class Client {
  constructor(private readonly options: ClientOptions) {}

  get = <T>(path: string, o?: RequestOptions) => this.call<T>("GET", path, o);
  post = <T>(path: string, body?: unknown, o?: RequestOptions) => this.call<T>("POST", path, { ...o, body });
  put = <T>(path: string, body?: unknown, o?: RequestOptions) => this.call<T>("PUT", path, { ...o, body });
  patch = <T>(path: string, body?: unknown, o?: RequestOptions) => this.call<T>("PATCH", path, { ...o, body });
  delete = <T>(path: string, o?: RequestOptions) => this.call<T>("DELETE", path, o);

  url(path: string, query?: RequestOptions["query"]): string {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query ?? {})) {
      if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
    }
    const tail = search.toString();
    return `${this.options.base ?? "/api/v1"}${path}${tail ? `?${tail}` : ""}`;
  }

  private async call<T>(method: Method, path: string, o: RequestOptions = {}): Promise<T> {
    const response = await this.send(method, path, o);
    if (response.ok) {
      if (response.status === 204) return undefined as T;
      const text = await response.text();
      return (text ? JSON.parse(text) : undefined) as T;
    }
    const problem = await asProblem(response);
    if (problem.code === "not_signed_in") this.options.onSignedOut?.();
    throw problem;
  }

  private async send(method: Method, path: string, o: RequestOptions): Promise<Response> {
    const headers = new Headers({ Accept: "application/json", "Accept-Language": this.options.locale() });
    const csrf = this.options.csrf();
    if (method !== "GET" && csrf) headers.set("X-CSRF-Token", csrf);
    if (o.body !== undefined) headers.set("Content-Type", "application/json");
    const init: RequestInit = { method, headers, credentials: "same-origin" };
    if (o.signal) init.signal = o.signal;
    if (o.form) init.body = o.form;
    else if (o.body !== undefined) init.body = JSON.stringify(o.body);
    try {
      return await (this.options.fetch ?? fetch)(this.url(path, o.query), init);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new NetworkProblem();
    }
  }
}

async function asProblem(response: Response): Promise<Problem> {
  let body: Partial<ProblemBody> = {};
  try {
    body = (await response.json()) as Partial<ProblemBody>;
  } catch {
    // A proxy's HTML page, or nothing: the status alone must do.
  }
  const retryAfter = Number(response.headers.get("Retry-After"));
  return new Problem(response.status, body, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
}
