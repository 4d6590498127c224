import { ApiError } from "./api.ts";
import type { Chat } from "./chat.ts";
import type { DeviceIn, DeviceOut } from "./generated/wire.ts";

export type Device = DeviceIn;

/**
 * Where pushes go: tell it the token of the device's push service at every start of the app. It follows the person: who
 * signs in gets the device, who is reset gives it back, even if there is no network just then.
 */
export class Devices {
  private device: Device | null = null;
  private readonly ends: (() => void)[];

  constructor(private readonly chat: Chat) {
    this.ends = [
      chat.on("customer", () => void this.tell().catch(() => undefined)),
      chat.on("ready", () => void this.settle().catch(() => undefined)),
      chat.on("reset", () => this.release()),
    ];
  }

  /** Begins pushes to this device, until when the server keeps it without hearing of it again. Rejects with ApiError. */
  async register(device: Device): Promise<string | null> {
    this.device = device;
    await this.settle();
    return this.tell();
  }

  /** Ends pushes to this device: the customer switched them off. */
  async unregister(): Promise<void> {
    this.release();
    await this.settle();
  }

  destroy(): void {
    this.ends.forEach((end) => end());
  }

  private async tell(): Promise<string | null> {
    const { chat, device } = this;
    if (!device || !chat.session.current) return null;
    const out = await chat.session.call((token) => chat.api.request<DeviceOut>("POST", "/web/devices", { token, body: device, retries: 2 }));
    return out.expires_at;
  }

  /** Noted before it is asked for, so that a log-out without a network is made up for. */
  private release(): void {
    if (!this.device) return;
    this.chat.shelf.put("device_released", this.device.token);
    this.device = null;
    void this.settle().catch(() => undefined);
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
