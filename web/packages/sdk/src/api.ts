import { backoffDelay } from "@tandem/realtime";
import type { Environment } from "./environment.ts";
import type { Block } from "./types.ts";

/** A refusal in the API's words (problem+json), or status 0 when nothing answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string = "",
    /** From Retry-After, milliseconds. */
    readonly retryAfterMs: number | null = null,
    /** The problem document's other members. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`);
  }

  /** The customer is blocked; undefined for any other refusal. */
  get block(): Block | undefined {
    return this.code === "customer_blocked" ? { until: (this.extra["until"] as string | null | undefined) ?? null } : undefined;
  }

  /** True when the same request may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface RequestOptions {
  token?: string;
  body?: unknown;
  /** How often a passing failure is tried again before it is given to the caller. */
  retries?: number;
  timeoutMs?: number;
}

const PREFIX = "/api/v1";

export class Api {
  /** `origin` such as https://chat.example.com; `language` is asked at every request. */
  constructor(
    readonly origin: string,
    private readonly language: () => string,
    private readonly env: Pick<Environment, "fetch" | "upload">,
  ) {}

  get socketUrl(): string {
    return `${this.origin.replace(/^http/, "ws")}${PREFIX}/web/socket`;
  }

  /** Attachment addresses may be relative to the API. Anything but http(s) is refused with an empty string. */
  absolute(url: string): string {
    try {
      const full = new URL(url, `${this.origin}/`);
      return full.protocol === "http:" || full.protocol === "https:" ? full.href : "";
    } catch {
      return "";
    }
  }

  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once<T>(method, path, options);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.passing || attempt >= (options.retries ?? 0)) throw error;
        await sleep(error.retryAfterMs ?? backoffDelay(attempt, { min: 500, max: 8_000 }));
      }
    }
  }

  /** Uploads with progress (0..1) where the world reports it. `abort` cancels. */
  upload<T>(path: string, token: string, file: File, fields: Readonly<Record<string, string>>, onProgress: (share: number) => void): { done: Promise<T>; abort: () => void } {
    const form = new FormData();
    for (const name of Object.keys(fields)) form.append(name, fields[name]!);
    form.append("file", file, file.name);
    const headers = { Accept: "application/json", "Accept-Language": this.language(), Authorization: `Bearer ${token}` };
    const { done, abort } = this.env.upload({ url: this.origin + PREFIX + path, headers, form, onProgress });
    const answered = done.then(
      ({ status, text, retryAfter }) => {
        const body = parse(text);
        if (status >= 200 && status < 300) return body as T;
        throw refusal(status, body, retryAfter);
      },
      () => {
        throw new ApiError(0, "unreachable");
      },
    );
    return { done: answered, abort };
  }

  private async once<T>(method: string, path: string, { token, body, timeoutMs = 20_000 }: RequestOptions): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": this.language() };
    if (token) headers["Authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const abort = typeof AbortController === "undefined" ? null : new AbortController();
    const timer = setTimeout(() => abort?.abort(), timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await this.env.fetch(this.origin + PREFIX + path, {
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
    if (!response.ok) throw refusal(response.status, answer, response.headers.get("Retry-After"));
    return answer as T;
  }
}

function refusal(status: number, body: unknown, retryAfter: string | null): ApiError {
  const problem = (body ?? {}) as { code?: string; detail?: string; title?: string };
  return new ApiError(status, problem.code ?? `http_${status}`, problem.detail ?? problem.title ?? "", retryAfterMs(retryAfter), problem as Record<string, unknown>);
}

/** Retry-After is seconds or a date. */
function retryAfterMs(value: string | null): number | null {
  if (!value) return null;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.max(0, Math.min(ms, 120_000)) : null;
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
