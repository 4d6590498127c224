/** RFC 9457 body. `title` and `detail` are already in the reader's language. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors: { field: string; message: string }[];
  request_id: string;
  [extra: string]: unknown;
}

/** The server's refusal. `retryAfter` is in seconds. */
export class Problem extends Error {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: { field: string; message: string }[];
  readonly requestId: string | null;

  constructor(
    readonly status: number,
    readonly body: Partial<ProblemBody>,
    readonly retryAfter: number | null = null,
  ) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.code = body.code ?? `http_${status}`;
    this.title = body.title ?? "";
    this.detail = body.detail ?? "";
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? null;
  }

  /** The same request may succeed a little later. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** No answer at all: cable, proxy or server is gone. */
export class NetworkProblem extends Problem {
  constructor() {
    super(0, { code: "network" });
    this.name = "NetworkProblem";
  }
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}
