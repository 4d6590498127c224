import { useCallback, useEffect, useRef } from "react";
import { api } from "@/lib/api.ts";
import { useSit } from "../api/drafts.ts";

const KEY = "tandem.desk.silentSeat";

/** Sitting down and getting up. Who leaves the page gets up, and sits down again on coming back. */
export function useAttendance(present: boolean) {
  const sit = useSit();
  const { mutate } = sit;
  const there = useRef(false);
  const change = useCallback(
    (next: boolean) => {
      sessionStorage.setItem(KEY, next ? "yes" : "no");
      mutate(next);
    },
    [mutate],
  );
  useEffect(() => {
    there.current = present;
  }, [present]);
  const came = useRef(false);
  useEffect(() => {
    if (came.current) return;
    came.current = true;
    if (!present && sessionStorage.getItem(KEY) === "yes") mutate(true);
  }, [present, mutate]);
  useEffect(
    () => () => {
      if (there.current) void api.drafts.sit(false).catch(() => undefined);
    },
    [],
  );
  return { change, busy: sit.isPending, error: sit.error };
}
