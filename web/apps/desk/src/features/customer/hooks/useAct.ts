import { Problem, type LoanCommand, type LoanCommandKind } from "@tandem/api";
import { clientId } from "@tandem/realtime";
import { useRef, useState } from "react";
import { useLoanCommand } from "../api/customers.ts";
import type { Gate } from "../components/lending/Gate.tsx";

/** One thing to be done, once: pressed again, or sent again after a broken line, it is the same request. */
export function useAct(id: string) {
  const command = useLoanCommand(id);
  const key = useRef<string | null>(null);
  const [result, setResult] = useState<LoanCommand | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (kind: LoanCommandKind, params: Record<string, string | number>, sent: Gate["sent"] = {}) => {
    key.current ??= clientId();
    const mine = key.current;
    setError(null);
    try {
      const done = await command.mutateAsync({ key: mine, kind, params, ...sent });
      // Refused is final: what is tried after it is another request. Not sent may be tried again as the same.
      if (done.state === "refused" && done.refusal !== "core_unavailable") key.current = null;
      setResult(done);
    } catch (failed) {
      // Only a clear no ends the request; when nobody knows, the same key asks what became of it.
      if (failed instanceof Problem && !failed.temporary) key.current = null;
      setError(failed);
    }
  };
  return { send, result, error, busy: command.isPending, again: () => setResult(null) };
}
