import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "@/lib/query.ts";
import { realtime, useFrames } from "@/lib/realtime.ts";

/** Follows the customer who is shown: what changes about them is read again. `shown`: whose panel it is; `person`: who
 * they are, if they turned out to be somebody else. */
export function useCustomerFrames(shown: string, person: string | undefined): void {
  const cache = useQueryClient();
  const watched = person ?? shown;
  useEffect(() => realtime.watch(`customer:${watched}`), [watched]);
  const refetch = () => {
    void cache.invalidateQueries({ queryKey: keys.customer(shown), predicate: (query) => query.queryKey[2] !== "timeline" && query.queryKey[2] !== "quote" });
  };
  useFrames("customer", (frame) => {
    if (frame.customer_id === watched) refetch();
  });
  useFrames("resync", refetch);
}
