import { describe, expect, it } from "vitest";
import { open } from "./world.ts";

describe("files", () => {
  const file = (name: string, type: string, size = 5) => new File(["x".repeat(size)], name, { type });
  it.each([
    [file("a.png", "image/png", 101), "file_too_large"],
    [file("a.exe", "application/x-msdownload"), "file_type"],
    [file("a.png", "image/png", 0), "file_empty"],
  ])("refuses %s before uploading", async (bad, key) => {
    const chat = open();
    await chat.start();
    chat.attach([bad]);
    expect(chat.state.notice?.code).toBe(key);
    expect(chat.state.uploads).toEqual([]);
  });
});
