import { describe, expect, it } from "vitest";
import { Devices } from "../src/index.ts";
import { api, open, storage, tick } from "./world.ts";

const DEVICE = { platform: "ios" as const, token: "f3a1f3a1f3a1f3a1" };
const APP = { key: "the key of the app" };
const removals = () => api.of("POST", "/web/devices/removals").map((c) => c.body["token"]);
const registered = () => api.of("POST", "/web/devices").filter((c) => c.path === "/web/devices").map((c) => c.token);

const started = async () => {
  api.handlers["POST /web/devices"] = () => ({ status: 201, body: { expires_at: "2027-01-01T00:00:00Z" } });
  api.handlers["POST /web/devices/removals"] = () => ({ status: 204 });
  const chat = open({ site: "app", app: APP });
  const devices = new Devices(chat);
  await chat.start();
  return { chat, devices };
};

describe("devices", () => {
  it("are registered for the session, and shown to the API with the app's key", async () => {
    const { devices } = await started();
    expect(await devices.register(DEVICE)).toBe("2027-01-01T00:00:00Z");
    expect(registered()).toEqual(["tok1"]);
    expect(api.of("POST", "/web/sessions")[0]!.body["app"]).toEqual(APP);
    expect(api.of("POST", "/web/sessions")[0]!.body).not.toHaveProperty("page_url");
  });

  it("follow the person who signs in", async () => {
    const { chat, devices } = await started();
    await devices.register(DEVICE);
    await chat.setUser("jwt");
    await tick(10);
    expect(registered()).toEqual(["tok1", "tok2"]);
  });

  it("are given back at reset, without a session", async () => {
    const { chat, devices } = await started();
    await devices.register(DEVICE);
    chat.reset();
    await tick(10);
    expect(removals()).toEqual([DEVICE.token]);
    expect(api.of("POST", "/web/devices/removals")[0]!.token).toBeNull();
    expect(storage.length).toBe(0);
  });

  it("are given back later when there was no network, before anything is registered anew", async () => {
    const { chat, devices } = await started();
    await devices.register(DEVICE);
    api.handlers["POST /web/devices/removals"] = () => new TypeError("network");
    chat.reset();
    await tick(20_000);
    api.handlers["POST /web/devices/removals"] = () => ({ status: 204 });
    chat.destroy();
    const before = removals().length;
    const again = await started();
    await tick(10);
    expect(removals().length).toBe(before + 1);
    expect(storage.getItem("tandem:app:device_released")).toBeNull();
    again.devices.destroy();
  });

  it("are not asked back for ever when the server refuses", async () => {
    const { devices } = await started();
    await devices.register(DEVICE);
    api.handlers["POST /web/devices/removals"] = () => ({ status: 403, body: { code: "site_app" } });
    await devices.unregister();
    expect(storage.getItem("tandem:app:device_released")).toBeNull();
  });

  it("do not stay with the former person when the log-out overtakes a registration under way", async () => {
    const { chat, devices } = await started();
    let land = (): void => undefined;
    api.handlers["POST /web/devices"] = () => new Promise((done) => (land = () => done({ status: 201, body: { expires_at: "2027-01-01T00:00:00Z" } })));
    const registering = devices.register(DEVICE);
    await tick(10);
    chat.reset();
    await tick(10);
    expect(removals()).toEqual([]); // the server has not heard of the device yet: a removal now would come too early
    land();
    await registering;
    await tick(10);
    expect(removals()).toEqual([DEVICE.token]);
  });

  it("go to the next person after an offline log-out, the removal first", async () => {
    const { chat, devices } = await started();
    await devices.register(DEVICE);
    api.handlers["POST /web/devices/removals"] = () => new TypeError("network");
    chat.reset();
    await tick(20_000);
    const order: string[] = [];
    let land = (): void => undefined;
    api.handlers["POST /web/devices/removals"] = () => (order.push("removal"), new Promise((done) => (land = () => done({ status: 204 }))));
    api.handlers["POST /web/devices"] = () => (order.push("registration"), { status: 201, body: { expires_at: "2027-01-01T00:00:00Z" } });
    await chat.start();
    const registering = devices.register(DEVICE);
    await chat.setUser("jwt");
    await tick(10);
    expect(order).toEqual(["removal"]);
    land();
    await registering;
    await tick(10);
    expect(order.slice(0, 2)).toEqual(["removal", "registration"]);
    expect(order.filter((one) => one === "removal").length).toBe(1);
    expect(registered().at(-1)).toBe(chat.session.current!.token);
  });

  it("are registered once the chat is ready again, when there was no network", async () => {
    const { chat, devices } = await started();
    api.handlers["POST /web/devices"] = () => new TypeError("network");
    const refused = devices.register(DEVICE).catch(() => "refused");
    await tick(20_000);
    expect(await refused).toBe("refused");
    api.handlers["POST /web/devices"] = () => ({ status: 201, body: { expires_at: "2027-01-01T00:00:00Z" } });
    const before = registered().length;
    (chat as unknown as { events: { emit: (name: string, what: null) => void } }).events.emit("ready", null);
    await tick(10);
    expect(registered().length).toBe(before + 1);
  });
});
