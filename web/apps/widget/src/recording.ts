import type { Key } from "./i18n/index.ts";

export const LONGEST_MS = 60_000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const EXTENSIONS: Record<string, string> = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
// Speech is well understood at this; a minute of it is some 200 KB.
const BITS = 24_000;

export interface VoiceNote {
  file: File;
  duration_ms: number;
}

/** Why nothing can be recorded, in words for the customer. */
export class RecordingProblem extends Error {
  constructor(readonly key: Key) {
    super(key);
  }
}

/** What this browser records into, or null when it records nothing. */
function recordedType(): string | null {
  if (typeof MediaRecorder !== "function" || !MediaRecorder.isTypeSupported) return null;
  return TYPES.filter((type) => MediaRecorder.isTypeSupported(type))[0] ?? null;
}

/** False on insecure pages, in old browsers, and where the page's own policy forbids the microphone: no button then. */
export function canRecord(): boolean {
  if (typeof isSecureContext !== "undefined" && !isSecureContext) return false;
  if (typeof navigator === "undefined" || !navigator.mediaDevices?.getUserMedia) return false;
  const { permissionsPolicy, featurePolicy } = document as Document & Record<"permissionsPolicy" | "featurePolicy", { allowsFeature(name: string): boolean } | undefined>;
  const policy = permissionsPolicy ?? featurePolicy;
  return recordedType() !== null && (!policy || policy.allowsFeature("microphone"));
}

/** One voice note in the making. The microphone is let go whatever way it ends. */
export class Recording {
  /** Called when it ended by itself: a minute was full, or the microphone went away. */
  onEnded: (() => void) | null = null;
  private readonly recorder: MediaRecorder;
  private readonly begun = Date.now();
  private readonly limit: ReturnType<typeof setTimeout>;
  private readonly made: Promise<VoiceNote>;
  private length: number | null = null;

  private constructor(private readonly stream: MediaStream, private readonly type: string) {
    const parts: Blob[] = [];
    this.recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
    this.made = new Promise((resolve) => {
      this.recorder.ondataavailable = ({ data }) => void (data.size > 0 && parts.push(data));
      this.recorder.onstop = () => {
        this.length ??= this.elapsed;
        this.release();
        resolve({ file: this.file(parts), duration_ms: this.length });
        this.onEnded?.();
      };
    });
    this.recorder.start();
    this.limit = setTimeout(() => this.end(), LONGEST_MS);
  }

  /** Asks for the microphone and begins. Rejects with a RecordingProblem. */
  static async begin(): Promise<Recording> {
    const type = recordedType();
    if (!type) throw new RecordingProblem("voice.unsupported");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      throw new RecordingProblem(problemOf(error));
    }
    try {
      return new Recording(stream, type);
    } catch {
      stream.getTracks().forEach((track) => track.stop());
      throw new RecordingProblem("voice.unsupported");
    }
  }

  get elapsed(): number {
    return this.length ?? Math.min(LONGEST_MS, Math.max(1, Date.now() - this.begun));
  }

  /** The note, ended now if it has not ended yet. */
  finish(): Promise<VoiceNote> {
    this.end();
    return this.made;
  }

  /** Ends it without anybody hearing. */
  cancel(): void {
    this.onEnded = null;
    this.end();
  }

  private end(): void {
    this.length ??= this.elapsed;
    if (this.recorder.state !== "inactive") this.recorder.stop();
    this.release();
  }

  private release(): void {
    clearTimeout(this.limit);
    this.stream.getTracks().forEach((track) => track.stop());
  }

  private file(parts: Blob[]): File {
    const type = this.type.split(";")[0]!;
    return new File(parts, `voice.${EXTENSIONS[type]}`, { type });
  }
}

function problemOf(error: unknown): Key {
  const name = (error as { name?: string } | null)?.name;
  if (name === "NotAllowedError" || name === "SecurityError") return "voice.refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "voice.no_microphone";
  return name === "NotReadableError" || name === "AbortError" ? "voice.busy" : "voice.unsupported";
}

/** "0:07" */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${seconds % 60 < 10 ? "0" : ""}${seconds % 60}`;
}
