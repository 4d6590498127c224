import { ApiError, type Api } from "./api.ts";
import type { SessionKeeper } from "./session.ts";
import type { ChatState } from "./state.ts";
import type { Store } from "./store.ts";

export type ProofLevel = "bound" | "fresh";
export type ProofMethod = "code" | "id_digits";

/** A code on its way. `resendAt` is epoch ms. */
export interface Challenge {
  id: string;
  masked: string;
  resendAt: number;
}

/** How far the customer has come in showing who they are. Lives in memory alone: what was typed is stored nowhere. */
export interface Proving {
  method: ProofMethod;
  challenge: Challenge | null;
  /** Kept for this page, so that a second code needs no second typing. */
  phone: string;
  busy: boolean;
  /** What is wrong, in the API's words; "" when nothing answered. */
  error: string | null;
  /** The message whose card has been answered. */
  doneFor: string | null;
}

export const UNPROVEN: Proving = { method: "code", challenge: null, phone: "", busy: false, error: null, doneFor: null };

interface ChallengeOut {
  challenge_id: string;
  phone: string;
  resend_in_s: number;
}

interface Options {
  api: Api;
  session: SessionKeeper;
  store: Store<ChatState>;
}

// After these the code in hand is worth nothing: a new one is asked for.
const OVER = ["code_expired", "code_used", "challenge_not_found"];

/** Phone → code → done, or phone and the end of the ID number. */
export class Verifying {
  /** The open card's: takes what was typed into the message box by mistake. */
  taker: ((text: string) => boolean) | null = null;

  constructor(private readonly options: Options) {}

  /** True when the text was a number or a code for the open card: then it must not be sent as a message. */
  takes(text: string): boolean {
    return this.taker !== null && this.taker(text);
  }

  /** `fresh`: to the number that is to be theirs from now on, not to the registered one. */
  sendCode(phone: string, fresh = false): Promise<boolean> {
    return this.act(async () => {
      const made = await this.post<ChallengeOut>("/web/verification/codes", { phone, ...(fresh ? { purpose: "new_phone" } : {}), ...this.where });
      const challenge = { id: made.challenge_id, masked: made.phone, resendAt: Date.now() + made.resend_in_s * 1000 };
      this.set({ challenge, ...(fresh ? {} : { phone }) });
    });
  }

  tryCode(code: string, messageId: string): Promise<boolean> {
    return this.act(async () => {
      await this.post(`/web/verification/codes/${this.now.challenge?.id ?? ""}/tries`, { code });
      this.set({ challenge: null, doneFor: messageId });
    });
  }

  tryDigits(phone: string, digits: string, messageId: string): Promise<boolean> {
    return this.act(async () => {
      await this.post("/web/verification/id-digits", { phone, digits, ...this.where });
      this.set({ challenge: null, phone, doneFor: messageId });
    });
  }

  /** Back to the number, or over to the other way. */
  start(method: ProofMethod): void {
    this.set({ method, challenge: null, error: null });
  }

  forget(): void {
    this.taker = null;
    this.options.store.set({ proving: UNPROVEN });
  }

  private get now(): Proving {
    return this.options.store.state.proving;
  }

  private get where(): { conversation_id?: string } {
    const id = this.options.store.state.conversation?.id;
    return id ? { conversation_id: id } : {};
  }

  private set(news: Partial<Proving>): void {
    this.options.store.set({ proving: { ...this.now, ...news } });
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    const { api, session } = this.options;
    return session.call((token) => api.request<T>("POST", path, { token, body }));
  }

  private async act(work: () => Promise<void>): Promise<boolean> {
    if (this.now.busy) return false;
    this.set({ busy: true, error: null });
    try {
      await work();
      return true;
    } catch (error) {
      const known = error instanceof ApiError && error.status > 0;
      this.set({ error: known ? error.detail : "", ...(known && OVER.indexOf(error.code) >= 0 ? { challenge: null } : {}) });
      return false;
    } finally {
      this.set({ busy: false });
    }
  }
}
