import type { PrivacyRequest, Restriction } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { show } from "@/test/showing.tsx";
import { customersApi } from "../api/customers.ts";
import { PrivacyDialog } from "./PrivacyDialog.tsx";

const RESTRICTED: Restriction = { id: "r1", reason: "dispute", note: "身份存疑", at: "2026-11-22T04:00:00Z", until: null, by: "陆承宇", lifted_at: null, lifted_by: null, standing: true };
const COPY: PrivacyRequest = { id: "q1", kind: "export", reason: "本人来信", asked_at: "2026-11-22T04:00:00Z", by: "陆承宇", state: "done", finished_at: "2026-11-22T04:00:05Z", failure: null, expires_at: "2026-11-29T04:00:05Z" };
let restrictions: Restriction[];
let requests: PrivacyRequest[];

beforeEach(() => {
  [restrictions, requests] = [[], []];
  vi.spyOn(customersApi, "restrictions").mockImplementation(async () => restrictions);
  vi.spyOn(customersApi, "privacyRequests").mockImplementation(async () => requests);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function open() {
  show(<PrivacyDialog id="c1" />, ["customers.privacy"]);
  expect(customersApi.restrictions).not.toHaveBeenCalled(); // reading is audited
  fireEvent.click(screen.getByTestId("customer-privacy"));
}

it("restricts, and lifts what stands", async () => {
  const restrict = vi.spyOn(customersApi, "restrict").mockImplementation(async () => {
    restrictions = [RESTRICTED];
    return RESTRICTED;
  });
  const lift = vi.spyOn(customersApi, "unrestrict").mockImplementation(async () => {
    restrictions = [{ ...RESTRICTED, standing: false, lifted_at: "2026-11-22T05:00:00Z", lifted_by: "周晓岚" }];
  });
  open();
  fireEvent.change(await screen.findByTestId("restrict-note"), { target: { value: " 身份存疑 " } });
  fireEvent.click(screen.getByTestId("restrict"));
  await waitFor(() => expect(restrict).toHaveBeenCalledWith("c1", "request", "身份存疑"));
  fireEvent.click(await screen.findByTestId("restriction-lift"));
  await waitFor(() => expect(lift).toHaveBeenCalledWith("c1", "r1"));
  await waitFor(() => expect(screen.getByTestId("restriction").textContent).toContain("周晓岚 已解除"));
  expect(screen.queryByTestId("restriction-lift")).toBeNull();
});

it("asks for a copy with a reason, and gives it out when it is made", async () => {
  const ask = vi.spyOn(customersApi, "askPrivacy").mockImplementation(async () => {
    requests = [COPY];
    return COPY;
  });
  open();
  expect((await screen.findByTestId<HTMLButtonElement>("privacy-export")).disabled).toBe(true);
  expect(screen.getByTestId<HTMLButtonElement>("privacy-erase").disabled).toBe(true);
  fireEvent.change(screen.getByTestId("privacy-reason"), { target: { value: "本人来信" } });
  fireEvent.click(screen.getByTestId("privacy-export"));
  await waitFor(() => expect(ask).toHaveBeenCalledWith("c1", "export", "本人来信"));
  expect((await screen.findByTestId("copy-html")).getAttribute("href")).toBe("/api/v1/privacy-requests/q1/copy?format=html");
});

it("says why an erasure did not happen", async () => {
  requests = [{ ...COPY, kind: "erase", state: "failed", failure: "open_loans", expires_at: null }];
  open();
  expect((await screen.findByTestId("privacy-request")).textContent).toContain("未能办理：有未结清的借款");
  expect(screen.queryByTestId("copy-html")).toBeNull();
});
