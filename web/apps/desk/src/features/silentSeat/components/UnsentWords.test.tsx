import { Problem } from "@tandem/api";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/lib/api.ts";
import { ComposerDrafts } from "@/lib/composerDrafts.ts";
import { aDraft } from "@/test/drafts.ts";
import { begin, end, hear, press, seat, settled, shown, sit, soon } from "@/test/sitting.tsx";

beforeEach(begin);
afterEach(end);

const write = async (text: string) => {
  await settled();
  press("e");
  fireEvent.change(screen.getByTestId("draft-editor"), { target: { value: text } });
};

it("keeps half-written words when time runs out, and takes them into the customer's next draft", async () => {
  const answer = sit();
  await shown("a");
  await write("王女士，您这笔");
  await hear({ type: "draft_gone", draft_id: "a", state: "expired", by: null, by_id: null });
  await shown("b");
  expect(screen.getByTestId("unsent").textContent).toContain("王女士，您这笔");
  expect(screen.queryByTestId("unsent-use")).toBeNull();
  press("s");
  seat.line = [...seat.line.slice(1), aDraft("c", { conversation_id: "c-a", due_at: soon(30), opened_at: soon(0) })];
  await hear({ type: "draft", draft: seat.line[1]! });
  await shown("c");
  await settled();
  press("w");
  expect(screen.queryByTestId("unsent")).toBeNull();
  expect(screen.getByTestId<HTMLTextAreaElement>("draft-editor").value).toBe("王女士，您这笔");
  press("Enter", { ctrlKey: true });
  expect(answer).toHaveBeenCalledWith("c", expect.objectContaining({ text: "王女士，您这笔" }));
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
});

it("keeps the words of an answer that came too late, and of a draft that was passed by", async () => {
  sit();
  vi.spyOn(api.drafts, "answer").mockRejectedValue(new Problem(409, { code: "draft_gone", state: "expired", by: null }));
  await shown("a");
  await write("晚了一步");
  seat.line = seat.line.slice(1);
  press("Enter", { ctrlKey: true });
  expect((await screen.findByTestId("unsent")).textContent).toContain("晚了一步");
  fireEvent.click(screen.getByTestId("unsent-drop"));
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  await shown("b");
  await write("先放一放");
  fireEvent.click(screen.getByTestId("draft-skip"));
  await waitFor(() => expect(screen.queryByTestId("draft-card")).toBeNull());
  expect(screen.queryByTestId("unsent")).toBeNull();
  fireEvent.click(screen.getAllByTestId("draft-row")[0]!);
  await shown("b");
  expect(screen.getByTestId<HTMLTextAreaElement>("draft-editor").value).toBe("先放一放");
  press("Escape");
});

it("takes the words along when the conversation is taken over", async () => {
  sit();
  vi.spyOn(api.drafts, "takeover").mockResolvedValue({ ...aDraft("a"), state: "taken_over" });
  await shown("a");
  await write("我来跟您说");
  fireEvent.click(screen.getByTestId("draft-takeover"));
  await waitFor(() => expect(new ComposerDrafts("me", localStorage).read("c-a")).toMatchObject({ mode: "reply", text: "我来跟您说" }));
  expect(screen.queryByTestId("unsent")).toBeNull();
});
