import { Problem } from "@tandem/api";
import { expect, it } from "vitest";
import { keys, queryClient } from "./query.ts";

const refused = (code: string) =>
  queryClient.fetchQuery({ queryKey: ["some", code], queryFn: () => Promise.reject(new Problem(403, { code })) }).catch(() => undefined);
const stale = () => queryClient.getQueryState(keys.session)?.isInvalidated;

it("asks what one may do anew, when something that was offered is forbidden", async () => {
  queryClient.setQueryData(keys.session, { staff: {} });
  await refused("csrf");
  expect(stale()).toBe(false);
  await refused("forbidden");
  expect(stale()).toBe(true);
  queryClient.clear();
});
