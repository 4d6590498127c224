import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api, clickId } from "../src/api.ts";
import { App } from "../src/app.ts";
import { day, later, moment, percent, readYuan, yuan } from "../src/format.ts";
import { en } from "../src/i18n/en.ts";
import { chooseLocale } from "../src/i18n/index.ts";
import { zhCN } from "../src/i18n/zh-CN.ts";
import { act } from "../src/pages/acting.ts";
import { moves, orderPage } from "../src/pages/order.ts";
import { route, to } from "../src/router.ts";
import { SessionKeeper } from "../src/session.ts";
import type { Act, Instalment, Order } from "../src/types.ts";
import { contrast, parse } from "../src/ui/accent.ts";
import { bars } from "../src/ui/plan.ts";

function sources(dir: string): string {
  return readdirSync(dir, { withFileTypes: true })
    .map((e) => (e.isDirectory() ? sources(join(dir, e.name)) : /i18n\/(zh-CN|en)\.ts$|\.css$/.test(join(dir, e.name)) ? "" : readFileSync(join(dir, e.name), "utf8")))
    .join("\n");
}

describe("catalogues", () => {
  const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  const code = sources(join(import.meta.dirname, "../src"));

  it("have the same keys and holes", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort());
    // Only dates are put together in another way.
    for (const key of (Object.keys(zhCN) as (keyof typeof zhCN)[]).filter((one) => !one.startsWith("date."))) expect(holes(en[key]), key).toEqual(holes(zhCN[key]));
  });

  it("carry no key the code does not use", () => {
    const built = /^(date|state|instalment|fee|method|order|orders|payment|act|limit\.reason|dispute|objection|review|verdict|request\.state)\./;
    expect(Object.keys(zhCN).filter((key) => !built.test(key) && !code.includes(`"${key}"`))).toEqual([]);
  });

  it("leave no Chinese word in the code", () => {
    const stray = code.split("\n").filter((line) => /[\u4e00-\u9fff]/.test(line.replace(/\[\\s,，¥￥元\]|（\$\{|）`/g, "")) && !/^\s*(\/\/|\*|\/\*\*)/.test(line));
    expect(stray).toEqual([]);
  });
});

describe("amounts and days", () => {
  it.each([[0, "0.00"], [5, "0.05"], [123_456, "1,234.56"], [100_000_000, "1,000,000.00"], [-150, "-1.50"]])("%i fen", (fen, text) => expect(yuan(fen)).toBe(text));

  it.each([["12", 1200], ["1,234.5", 123_450], ["１２.３", 1230], ["¥12元", 1200], ["0", 0], ["12.", 1200], ["", null], ["-5", null], ["1.234", null], ["1e5", null], ["99999999999", null]])("reads %j", (typed, fen) => expect(readYuan(typed)).toBe(fen));

  it("never loses a fen between writing and reading", () => {
    for (let fen = 0; fen < 20_000; fen += 7) expect(readYuan(yuan(fen))).toBe(fen);
  });

  it("names days", () => {
    expect(day("2026-12-08", "zh-CN", "2026-11-22")).toBe("12月8日");
    expect(day("2027-01-08", "zh-CN", "2026-11-22")).toBe("2027年1月8日");
    expect(day("2026-12-08", "en")).toBe("Dec 8, 2026");
    expect(later("2026-12-20", 30)).toBe("2027-01-19");
    expect(percent("0.182500")).toBe("18.25%");
    expect(percent("0.24")).toBe("24%");
    expect(moment("2026-11-22T01:02:03Z")).toMatch(/^2026-11-2\d \d\d:02$/);
  });
});

describe("the plan", () => {
  const line = (state: Instalment["state"], principal_fen: number, interest_fen: number): Instalment => ({ number: 1, due_on: "2026-12-08", principal_fen, interest_fen, late_fen: 0, penalty_fen: 0, left_fen: 0, state });

  it("is drawn to scale", () => {
    const drawn = bars([line("paid", 300, 100), line("overdue", 300, 50), line("planned", 0, 0)], 300, 100);
    expect(drawn.map((bar) => bar.state)).toEqual(["paid", "overdue", "planned"]);
    expect(drawn[0]!.principal + drawn[0]!.interest).toBeCloseTo(100);
    expect(drawn[1]!.principal).toBeCloseTo(drawn[0]!.principal);
    expect(drawn[2]!.principal).toBe(0);
    expect(drawn[2]!.x + drawn[2]!.width).toBeLessThanOrEqual(300);
    expect(bars([], 300, 100)).toEqual([]);
  });
});

it("routes ids that hold anything", () => {
  expect(to("loan", "overdue/7-L1 甲")).toBe("#/loan/overdue/7-L1%20%E7%94%B2");
  expect(decodeURIComponent(to("loan", "a%b").slice(7))).toBe("a%b");
});

it("names every click anew", () => {
  expect(clickId()).toMatch(/^[0-9a-f]{32}$/);
  expect(clickId()).not.toBe(clickId());
});

it("chooses a language", () => {
  expect(chooseLocale("fr", null, "en-GB")).toBe("en");
  expect(chooseLocale("fr")).toBe("zh-CN");
});

it("takes only colours on which white can be read", () => {
  expect(contrast(parse("#0b6e4f")!)).toBeGreaterThan(4.5);
  expect(contrast(parse("#ffcc00")!)).toBeLessThan(4.5);
  expect(parse("red")).toBeNull();
});

it("waits while an order moves, and says done only when the ledger has it", () => {
  const order = (state: Order["state"], refunds: Order["refunds"] = []): Order => ({ id: "1", purpose: "repay", loan: null, fen: 1, paid_fen: 1, state, cashier_url: null, number: null, reason: null, created_at: "2026-11-22T00:00:00Z", refunds });
  expect(["open", "paid", "done", "returned", "failed", "expired"].map((state) => moves(order(state as Order["state"])))).toEqual([true, true, false, false, false, false]);
  expect(moves(order("returned", [{ fen: 1, reason: "not_booked", state: "asked" }]))).toBe(true);
});

describe("pages", () => {
  const answers: Record<string, unknown> = {};
  const asked: string[] = [];
  const sent: string[] = [];
  let app: App;

  beforeEach(() => {
    localStorage.clear();
    document.body.innerHTML = '<div id="app"></div>';
    asked.length = 0;
    for (const key of Object.keys(answers)) delete answers[key];
    answers["POST /web/sessions"] = { token: "t", expires_at: "2099-01-01T00:00:00Z", customer: { id: "c" }, conversation_id: null };
    vi.stubGlobal("fetch", async (url: string, init: { method: string; body?: string }) => {
      const path = `${init.method} ${url.replace("/api/v1", "").replace(/\?.*/, "")}`;
      asked.push(path);
      if (init.body) sent.push(init.body);
      const queue = answers[path];
      const answer = Array.isArray(queue) ? queue.shift() : queue;
      const status = answer === undefined ? 404 : ((answer as { status?: number }).status ?? 200);
      return { ok: status < 300, status, text: async () => JSON.stringify(answer ?? {}) };
    });
    const api = new Api(() => "zh-CN");
    app = new App(api, new SessionKeeper(api, "demo", null), document.getElementById("app")!, "zh-CN", "demo", () => undefined);
  });
  afterEach(() => vi.unstubAllGlobals());

  const settled = async (): Promise<void> => {
    for (let n = 0; n < 20; n += 1) await Promise.resolve().then(() => new Promise((resolve) => setTimeout(resolve)));
  };
  const find = (id: string): HTMLElement | null => document.querySelector(`[data-testid="${id}"]`);
  const OVERVIEW = { name: "王雨欣", lender: "禾穗消费金融", today: "2026-11-22", loans: [], bill: { due_on: "2026-12-08", due_fen: 115_000, loans: 1, overdue: false }, cards: [], pays: true, hours: {} };

  it("asks for a proof and makes the request again", async () => {
    const wanted = { status: 403, code: "verification_needed", level: "bound", title: "请先验证身份" };
    answers["GET /web/self/overview"] = [wanted, OVERVIEW];
    answers["GET /web/verification"] = { methods: ["code", "id_digits"] };
    answers["POST /web/verification/codes"] = { challenge_id: "x", phone: "139****0000", digits: 6, resend_in_s: 60 };
    answers["POST /web/verification/codes/x/tries"] = [{ status: 422, code: "wrong_code", title: "验证码不对" }, { level: "bound", fresh_until: null }];
    route(app, "#/");
    await settled();
    expect(find("sheet")).not.toBeNull();
    expect(find("verify-other")).not.toBeNull();
    (find("verify-phone") as HTMLInputElement).value = "13900000000";
    find("verify-get")!.click();
    await settled();
    expect((find("verify-get") as HTMLButtonElement).disabled).toBe(true);
    (find("verify-code") as HTMLInputElement).value = "123456";
    find("verify-check")!.closest("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
    await settled();
    expect(find("verify-error")!.textContent).toBe("验证码不对");
    find("verify-check")!.closest("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
    await settled();
    expect(find("sheet")).toBeNull();
    expect(find("bill-fen")!.textContent).toBe("1,150.00");
    expect(asked.filter((one) => one === "GET /web/self/overview")).toHaveLength(2);
  });

  it("offers to bind when the sheet is closed, and wants a code for what is fresh", async () => {
    answers["GET /web/self/overview"] = { status: 403, code: "verification_needed", level: "fresh" };
    answers["GET /web/verification"] = { methods: ["code", "id_digits"] };
    route(app, "#/");
    await settled();
    expect(find("verify-other")).toBeNull();
    find("sheet-close")!.click();
    await settled();
    expect(find("bind-go")).not.toBeNull();
    answers["GET /web/self/overview"] = OVERVIEW;
    find("bind-go")!.click();
    await settled();
    expect(find("bill")).not.toBeNull();
  });

  it("sends corrected words as another request", async () => {
    answers["GET /web/self/overview"] = OVERVIEW;
    answers["GET /web/self/requests"] = [[]];
    answers["POST /web/self/requests"] = { status: 503, code: "core_away", title: "账务系统暂时无法查询" };
    route(app, "#/objection");
    await settled();
    const text = find("text") as HTMLTextAreaElement;
    const send = async (): Promise<unknown> => {
      find("request-go")!.click();
      await settled();
      return (JSON.parse(sent[sent.length - 1]!) as { client_id: string }).client_id;
    };
    text.value = "九月并没有逾期";
    text.dispatchEvent(new Event("input"));
    const first = await send();
    expect(await send()).toBe(first);
    text.value = "十月并没有逾期";
    text.dispatchEvent(new Event("input"));
    expect(await send()).not.toBe(first);
  });

  it("asks no more about a deed when its page was left", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let answer: (value: Act) => void = () => undefined;
      const post = vi.spyOn(app, "post");
      post.mockResolvedValueOnce({ state: "pending", number: null, reason: null });
      post.mockImplementationOnce(() => new Promise<Act>((resolve) => (answer = resolve)) as Promise<never>);
      await act(app, { client_id: "x" });
      await vi.advanceTimersByTimeAsync(4_000);
      expect(post).toHaveBeenCalledTimes(2);
      app.show("elsewhere", () => []);
      answer({ state: "pending", number: null, refusal: null, reason: null });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(post).toHaveBeenCalledTimes(2);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("asks no more about an order when its page was left", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let fail: (error: Error) => void = () => undefined;
      const get = vi.spyOn(app, "get");
      const open = { id: "1", purpose: "repay", loan: null, fen: 1, paid_fen: 0, state: "open", cashier_url: null, number: null, reason: null, created_at: "2026-11-22T00:00:00Z", refunds: [] };
      get.mockResolvedValueOnce(open);
      get.mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)) as Promise<never>);
      orderPage(app, "1");
      await vi.advanceTimersByTimeAsync(1_500);
      expect(get).toHaveBeenCalledTimes(2);
      app.show("elsewhere", () => []);
      fail(new Error("gone"));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(get).toHaveBeenCalledTimes(2);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("says what went wrong and asks again", async () => {
    answers["GET /web/self/overview"] = [{ status: 503, code: "core_away", title: "账务系统暂时无法查询" }, OVERVIEW];
    route(app, "#/");
    await settled();
    expect(find("trouble")!.textContent).toContain("账务系统暂时无法查询");
    find("trouble")!.querySelector("button")!.click();
    await settled();
    expect(find("bill")).not.toBeNull();
  });

  it("never says done of a command that is pending", async () => {
    answers["GET /web/self/overview"] = { ...OVERVIEW, pays: false, cards: [{ id: "c1", label: "建行 6217" }] };
    answers["POST /web/self/acts"] = [{ state: "pending", number: null, refusal: null, reason: null }];
    route(app, "#/pay");
    await settled();
    (find("amount") as HTMLInputElement).value = "2000";
    find("amount")!.dispatchEvent(new Event("input"));
    find("pay")!.click();
    await settled();
    expect(find("amount-wrong")!.textContent).toContain("1,150.00");
    (find("amount") as HTMLInputElement).value = "100";
    find("amount")!.dispatchEvent(new Event("input"));
    find("pay")!.click();
    find("pay")!.click();
    await settled();
    find("sure")!.click();
    await settled();
    expect(find("act-pending")).not.toBeNull();
    expect(find("act-done")).toBeNull();
    expect(asked.filter((one) => one === "POST /web/self/acts")).toHaveLength(1);
  });

  it("takes no money for what the ledger does not do at this hour, and says what can be paid", async () => {
    const loan = { id: "L1", product: "随心借", amount_fen: 1_200_000, principal_fen: 500_000, periods: 12, paid_periods: 7, state: "current", disbursed_on: "2026-04-08", next_due_on: "2026-12-08", overdue_days: 0 };
    const hours = (open: boolean) => ({ settle: { open, changes_at: "2026-11-23T00:00:00Z", text: "每天 08:00–22:00" } });
    answers["GET /web/self/overview"] = [{ ...OVERVIEW, loans: [loan], hours: hours(true) }, { ...OVERVIEW, loans: [loan], hours: hours(false) }];
    answers["GET /web/self/quote"] = { loan: "L1", on: "2026-11-22", principal_fen: 500_000, interest_fen: 3_500, fee_fen: 0, total_fen: 503_500, paid_ahead_fen: 0, to_pay_fen: 503_500 };
    answers["POST /web/self/orders"] = { status: 409, code: "loan_closed", title: "现在不在受理时间内" };
    route(app, "#/settle/L1");
    await settled();
    expect(document.body.textContent).toContain("受理时间：每天 08:00–22:00");
    find("settle-go")!.click(); // the page was open when it closed
    await settled();
    find("sure")!.click();
    await settled();
    expect(find("pay-closed")!.textContent).toContain("每天 08:00–22:00");
    expect(find("settle-go")).toBeNull();
    expect([find("pay-bill")!.getAttribute("href"), find("pay-part")!.getAttribute("href")]).toEqual(["#/pay/L1", "#/prepay/L1"]);
  });

  it("ends the session here and at the server, and asks for no new one by itself", async () => {
    answers["GET /web/self/overview"] = OVERVIEW;
    answers["DELETE /web/self/standing"] = { status: 204 };
    localStorage.setItem("tandem:demo:draft", "我的卡号");
    localStorage.setItem("tandem:other:session", "x");
    route(app, "#/");
    await settled();
    expect(localStorage.getItem("tandem:demo:session")).not.toBeNull();
    find("end")!.click();
    await settled();
    find("sure")!.click();
    await settled();
    expect(asked.filter((one) => one === "DELETE /web/self/standing")).toHaveLength(1);
    expect(Object.keys(localStorage)).toEqual(["tandem:other:session"]);
    expect(location.hash).toBe("#/ended");
    const before = asked.length;
    route(app, location.hash);
    await settled();
    expect(find("ended")).not.toBeNull();
    expect(find("bill")).toBeNull();
    expect(asked.length).toBe(before);
    location.hash = "";
  });

  it("changes the number after a code to the new one", async () => {
    answers["GET /web/self/overview"] = OVERVIEW;
    answers["POST /web/self/acts"] = [{ status: 403, code: "number_not_held" }, { state: "done", number: "HS1", refusal: null, reason: null }];
    answers["POST /web/verification/codes"] = { challenge_id: "x", phone: "136****0000", digits: 6, resend_in_s: 60 };
    answers["POST /web/verification/codes/x/tries"] = { level: "fresh", fresh_until: null };
    route(app, "#/phone");
    await settled();
    (find("new-phone") as HTMLInputElement).value = "136 1234 0000";
    find("phone-go")!.click();
    await settled();
    find("sure")!.click();
    await settled();
    expect((find("verify-phone") as HTMLInputElement).value).toBe("13612340000");
    expect(JSON.parse(sent[sent.length - 1]!)).toEqual({ phone: "13612340000", purpose: "new_phone" });
    (find("verify-code") as HTMLInputElement).value = "123456";
    find("verify-check")!.closest("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
    await settled();
    expect([find("act-done") !== null, asked.filter((one) => one === "POST /web/self/acts").length]).toEqual([true, 2]);
  });
});
