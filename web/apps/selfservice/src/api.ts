/** A refusal in the API's words (problem+json), or status 0 when nothing answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string = "",
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`);
  }
}

export interface Call {
  token?: string;
  body?: unknown;
}

const PREFIX = "/api/v1";
const TIMEOUT_MS = 20_000;

/** Answers of our own origin. `language` is asked at every request. */
export class Api {
  constructor(private readonly language: () => string) {}

  async request<T>(method: string, path: string, { token, body }: Call = {}): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": this.language() };
    if (token) headers["Authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const abort = typeof AbortController === "undefined" ? null : new AbortController();
    const timer = setTimeout(() => abort?.abort(), TIMEOUT_MS);
    let response: Response;
    let text: string;
    try {
      response = await fetch(PREFIX + path, {
        method,
        headers,
        credentials: "omit",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(abort ? { signal: abort.signal } : {}),
      });
      text = await response.text();
    } catch {
      throw new ApiError(0, "unreachable");
    } finally {
      clearTimeout(timer);
    }
    const answer = parse(text);
    if (response.ok) return answer as T;
    const problem = (answer ?? {}) as { code?: string; title?: string };
    throw new ApiError(response.status, problem.code ?? `http_${response.status}`, problem.title ?? "", problem);
  }
}

/** Names one click: the same id again does nothing twice. */
export function clickId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
