import { Problem, type InboxPage } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { press, show } from "@/test/showing.tsx";
import { anIntent, aTurn } from "@/test/training.ts";
import { training } from "../../api/keys.ts";
import { InboxSection } from "./InboxSection.tsx";

const TRAINER = ["training.read", "training.manage"];
const page = (items: InboxPage["items"], next: string | null = null): InboxPage => ({ items, next, counts: { all: items.length, unanswered: items.length } });
const here = () => screen.getByTestId("label-card").dataset.turn;
const at = (id: string) => waitFor(() => expect(here()).toBe(id));
const rows = () => screen.getAllByTestId("turn-row").map((r) => r.dataset.turn);

beforeEach(() => {
  vi.spyOn(training, "inbox").mockResolvedValue(page(["a", "b", "c"].map((id) => aTurn(id))));
  vi.spyOn(training, "counts").mockResolvedValue({ all: 3 });
  vi.spyOn(training, "intents").mockImplementation(async (retired) => (retired ? [] : [anIntent("i1", { name: "意图1" }), anIntent("p", { name: "提前还款" })]));
  vi.spyOn(training, "targets").mockResolvedValue([{ kind: "entry", key: "k", title: "条目" }]);
  vi.spyOn(training, "label").mockResolvedValue({ labelled: 1, skipped: 0 });
  vi.spyOn(training, "unlabel").mockResolvedValue({ taken_back: 1 });
});
afterEach(() => {
  cleanup();
  sessionStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("labels with one key, goes on, and leaves every row in its place", async () => {
  show(<InboxSection />, TRAINER);
  await at("a");
  press("2");
  await at("b");
  expect(training.label).toHaveBeenCalledWith([{ turn_id: "a", intent: "i2" }]);
  expect(rows()).toEqual(["a", "b", "c"]);
  press("o");
  press("s");
  await waitFor(() => expect(training.label).toHaveBeenLastCalledWith([{ turn_id: "c", intent: null, skip: true }]));
  expect(training.label).toHaveBeenCalledWith([{ turn_id: "b", intent: null }]);
  await screen.findByTestId("inbox-done");
  expect(screen.getByTestId("labelled-count").dataset.labelled).toBe("2");
});

it("does not run on while a key is held down", async () => {
  show(<InboxSection />, TRAINER);
  await at("a");
  press("1");
  await at("b");
  press("1", { repeat: true });
  expect(here()).toBe("b");
  expect(training.label).toHaveBeenCalledOnce();
});

it("takes the last label back, here and on the server", async () => {
  show(<InboxSection />, TRAINER);
  await at("a");
  press("1");
  await at("b");
  press("u");
  await at("a");
  expect(screen.queryByTestId("judged")).toBeNull();
  await waitFor(() => expect(training.unlabel).toHaveBeenCalledWith(["a"]));
  press("u");
  await screen.findByText("没有可撤销的标注");
});

it("brings a turn back whose label the server refused, and says why", async () => {
  vi.spyOn(training, "label").mockRejectedValue(new Problem(409, { code: "intent_closed", detail: "这个意图已停用。" }));
  show(<InboxSection />, TRAINER);
  await at("a");
  press("1");
  await screen.findByText("没有保存：这个意图已停用。");
  await at("a");
  expect(screen.getByTestId("labelled-count").dataset.labelled).toBe("0");
});

it("finds any intent by typing, and gives up with Escape", async () => {
  show(<InboxSection />, TRAINER);
  await at("a");
  press("/");
  const field = () => screen.getByTestId<HTMLInputElement>("intent-search-field");
  fireEvent.change(field(), { target: { value: "提还" } });
  await waitFor(() => expect(screen.getAllByTestId("intent-option")).toHaveLength(1));
  press("1");
  expect(here()).toBe("a");
  press("Escape");
  expect(screen.queryByTestId("intent-search")).toBeNull();
  press("/");
  fireEvent.change(field(), { target: { value: "提前" } });
  press("Enter");
  await at("b");
  expect(training.label).toHaveBeenCalledWith([{ turn_id: "a", intent: "p" }]);
});

it("makes a new intent of what was typed, and labels with it", async () => {
  const create = vi.spyOn(training, "createIntent").mockResolvedValue(anIntent("own:1", { name: "下款" }));
  show(<InboxSection />, TRAINER);
  await at("a");
  press("/");
  fireEvent.change(screen.getByTestId("intent-search-field"), { target: { value: "下款" } });
  press("Tab");
  expect((await screen.findByTestId<HTMLInputElement>("intent-name")).value).toBe("下款");
  fireEvent.mouseDown(screen.getByTestId("intent-target-kind").querySelector("input")!);
  fireEvent.click(await screen.findByText("不自动处理", { selector: ".ant-select-item-option-content" }));
  await waitFor(() => expect(screen.queryByTestId("intent-target")).toBeNull());
  fireEvent.click(screen.getByTestId("intent-save"));
  await at("b");
  expect(create).toHaveBeenCalledWith({ name: "下款", target: { kind: "none", key: null } });
  expect(training.label).toHaveBeenCalledWith([{ turn_id: "a", intent: "own:1" }]);
});

it("labels a selection at once", async () => {
  show(<InboxSection />, TRAINER);
  await at("a");
  press("x");
  press("j");
  press("j");
  press("x");
  press("x");
  // By mouse too: the check box then has the focus, and keys still are verdicts.
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: /说法c/ });
  box.focus();
  fireEvent.click(box);
  press("o");
  await at("b");
  expect(training.label).toHaveBeenCalledWith([{ turn_id: "a", intent: null }, { turn_id: "c", intent: null }]);
});

it("fetches the next page before the last turn is done", async () => {
  const list = vi.spyOn(training, "inbox").mockImplementation(async (_, cursor) => (cursor ? page([aTurn("z")]) : page([aTurn("a"), aTurn("b")], "2")));
  show(<InboxSection />, TRAINER);
  await waitFor(() => expect(rows()).toEqual(["a", "b", "z"]));
  expect(list).toHaveBeenCalledTimes(2);
});

it("says what to do when nothing waits, and what went wrong when it cannot tell", async () => {
  vi.spyOn(training, "inbox").mockResolvedValue(page([]));
  show(<InboxSection />, TRAINER);
  await screen.findByText("没有待标注的说法");
  fireEvent.click(screen.getByTestId("why-edited"));
  fireEvent.click(await screen.findByText("查看全部"));
  await screen.findByText("没有待标注的说法");
  cleanup();
  vi.spyOn(training, "inbox").mockRejectedValue(new Problem(503, { code: "unavailable" }));
  show(<InboxSection />, TRAINER);
  await screen.findByTestId("error-state");
});

it("lets readers look, not label", async () => {
  show(<InboxSection />, ["training.read"]);
  await at("a");
  expect(screen.queryByTestId("guess-1")).toBeNull();
  press("1");
  press("o");
  expect(training.label).not.toHaveBeenCalled();
  press("j");
  await at("b");
});
