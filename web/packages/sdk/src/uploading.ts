import { clientId } from "@tandem/realtime";
import { ApiError, type Api } from "./api.ts";
import type { Environment } from "./environment.ts";
import type { Sending } from "./sending.ts";
import type { SessionKeeper } from "./session.ts";
import type { ChatState, NoticeCode, Upload } from "./state.ts";
import type { Store } from "./store.ts";
import type { Thread } from "./thread.ts";
import type { Attachment, SiteConfig } from "./types.ts";

/** True when `type`/`name` matches an allowed MIME type, `image/*` or `.pdf`. */
export function typeAllowed(file: { name: string; type: string }, allowed: readonly string[]): boolean {
  const type = file.type.toLowerCase();
  const name = file.name.toLowerCase();
  return allowed.some((entry) => {
    const rule = entry.toLowerCase();
    if (rule.charAt(0) === ".") return name.slice(-rule.length) === rule;
    return rule.slice(-2) === "/*" ? type.indexOf(rule.slice(0, -1)) === 0 : type === rule;
  });
}

/** Why this file cannot be sent, or null. The API checks again, by content. */
export function fileProblem(file: File, limits: SiteConfig["limits"]): NoticeCode | null {
  if (file.size === 0) return "file_empty";
  if (file.size > limits.attachment_bytes) return "file_too_large";
  return typeAllowed(file, limits.attachment_types) ? null : "file_type";
}

/** Files: one upload at a time; once stored, the message about it goes through the outbox like any other. */
export class Uploading {
  private abort: (() => void) | null = null;
  private running = false;
  /** Local pictures of what was sent from this page, by attachment id. */
  readonly previews = new Map<string, string>();

  constructor(
    private readonly api: Api,
    private readonly session: SessionKeeper,
    private readonly thread: Thread,
    private readonly sending: Sending,
    private readonly store: Store<ChatState>,
    private readonly env: Pick<Environment, "preview" | "forgetPreview">,
  ) {}

  /** `duration_ms` makes it a voice note. */
  add(file: File, duration_ms: number | null = null): void {
    const shown = duration_ms !== null || /^image\//.test(file.type);
    const upload: Upload = {
      client_id: clientId(),
      file,
      preview: shown ? this.env.preview(file) : null,
      duration_ms,
      created_at: new Date().toISOString(),
      share: 0,
      state: "waiting",
      error: null,
    };
    this.store.set({ uploads: [...this.store.state.uploads, upload] });
    void this.run();
  }

  retry(id: string): void {
    this.change(id, { state: "waiting", error: null, share: 0 });
    void this.run();
  }

  discard(id: string): void {
    const upload = this.find(id);
    if (upload?.state === "uploading") this.abort?.();
    if (upload?.preview) this.env.forgetPreview(upload.preview);
    this.drop(id);
  }

  clear(): void {
    this.store.state.uploads.forEach((u) => this.discard(u.client_id));
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next = this.next(); next; next = this.next()) await this.one(next);
    this.running = false;
  }

  private async one(upload: Upload): Promise<void> {
    const id = upload.client_id;
    this.change(id, { state: "uploading" });
    try {
      const conversation = await this.thread.ensure();
      const fields: Record<string, string> = upload.duration_ms === null ? {} : { duration_ms: String(upload.duration_ms) };
      const attachment = await this.session.call((token) => {
        const path = `/web/conversations/${conversation.id}/attachments`;
        const { done, abort } = this.api.upload<Attachment>(path, token, upload.file, fields, (share) => this.change(id, { share }));
        this.abort = abort;
        return done;
      });
      if (!this.find(id)) return;
      // The same client id and picture from here on: the bubble stays where it is and does not flicker.
      if (upload.preview) this.previews.set(attachment.id, upload.preview);
      this.sending.outbox.add({ attachment }, id);
      this.drop(id);
    } catch (error) {
      if (error instanceof ApiError && error.block) this.store.set({ blocked: error.block });
      this.change(id, { state: "failed", error: problemOf(error) });
    } finally {
      this.abort = null;
    }
  }

  private drop(id: string): void {
    this.store.set({ uploads: this.store.state.uploads.filter((u) => u.client_id !== id) });
  }

  private next(): Upload | undefined {
    return this.store.state.uploads.find((u) => u.state === "waiting");
  }

  private find(id: string): Upload | undefined {
    return this.store.state.uploads.find((u) => u.client_id === id);
  }

  private change(id: string, patch: Partial<Upload>): void {
    this.store.set({ uploads: this.store.state.uploads.map((u) => (u.client_id === id ? { ...u, ...patch } : u)) });
  }
}

function problemOf(error: unknown): NoticeCode {
  const status = error instanceof ApiError ? error.status : 0;
  if (error instanceof ApiError && error.block) return "blocked";
  if (error instanceof ApiError && (error.code === "voice_off" || error.code === "feature_off")) return error.code;
  if (status === 413) return "file_too_large";
  return status === 415 || status === 422 ? "file_type" : "upload_failed";
}
