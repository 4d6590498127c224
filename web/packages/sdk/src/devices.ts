import { ApiError } from "./api.ts";
import type { Chat } from "./chat.ts";
import type { DeviceIn, DeviceOut } from "./generated/wire.ts";

export type Device = DeviceIn;

/**
 * Where pushes go: tell it the token of the device's push service at every start of the app. It follows the person: who
 * signs in gets the device, who is reset gives it back, even if there is no network just then.
 *
 * One thing at a time, in the order it was asked for: a removal that overtakes a registration (or is overtaken by one)
 * would leave the device with the wrong person.
 */
export class Devices {
  private device: Device | null = null;
  private untold = false;
  private chain: Promise<unknown> = Promise.resolve();
  private readonly ends: (() => void)[];

  constructor(private readonly chat: Chat) {
    this.ends = [
      chat.on("customer", () => this.follow(() => this.tell())),
      chat.on("ready", () => this.follow(() => (this.untold ? this.tell() : this.settle()))),
      chat.on("reset", () => {
        if (this.release()) this.follow(() => this.settle());
      }),
    ];
  }

  /** Begins pushes to this device, until when the server keeps it without hearing of it again. Rejects with ApiError. */
  register(device: Device): Promise<string | null> {
    this.device = device;
    this.untold = true;
    return this.next(() => this.tell());
  }

  /** Ends pushes to this device: the customer switched them off. */
  unregister(): Promise<void> {
    this.release();
    return this.next(() => this.settle());
  }

  destroy(): void {
    this.ends.forEach((end) => end());
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.chain.then(work);
    this.chain = done.catch(() => undefined);
    return done;
  }

  /** What fails now is made up for when the chat is ready again. */
  private follow(work: () => Promise<unknown>): void {
    void this.next(work).catch(() => undefined);
  }

  private async tell(): Promise<string | null> {
    const { chat } = this;
    await this.settle();
    const { device } = this;
    if (!device || !chat.session.current) return null;
    this.untold = true;
    const out = await chat.session.call((token) => chat.api.request<DeviceOut>("POST", "/web/devices", { token, body: device, retries: 2 }));
    this.untold = this.device !== device;
    return out.expires_at;
  }

  /** Noted before it is asked for, so that a log-out without a network is made up for. Whether there is anything to give
   *  back. */
  private release(): boolean {
    if (!this.device) return false;
    this.chat.shelf.put("device_released", this.device.token);
    this.device = null;
    this.untold = false;
    return true;
  }

  private async settle(): Promise<void> {
    const { chat } = this;
    const token = chat.shelf.get<string>("device_released");
    if (!token) return;
    const { site, app } = chat.options;
    try {
      await chat.api.request("POST", "/web/devices/removals", { body: { site, app, token }, retries: 2 });
    } catch (error) {
      // What the server will never take is settled as well.
      if (!(error instanceof ApiError) || error.passing) throw error;
    }
    if (chat.shelf.get<string>("device_released") === token) chat.shelf.put("device_released", null);
  }
}
