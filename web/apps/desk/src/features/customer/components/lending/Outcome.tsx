import type { LoanCommand } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert } from "antd";
import { lendingMessages, refusalText } from "../../messages.lending.ts";

/** What became of a request. Open is open: it is never shown as done. */
export function Outcome({ result, error }: { result: LoanCommand | null; error: unknown }) {
  const t = useT(lendingMessages);
  const text = useErrorText();
  if (error) return <Alert type="error" showIcon title={text(error)} data-testid="act-error" />;
  if (!result) return null;
  const shown = () => {
    if (result.state === "done") return { type: "success" as const, title: result.number ? t("submitted", { number: result.number }) : t("submittedPlain") };
    if (result.state === "refused") return { type: "error" as const, title: t("refusedShown", { reason: refusalText(t, result.refusal) }) };
    return { type: "warning" as const, title: t("pendingShown") };
  };
  return <Alert showIcon {...shown()} data-testid="act-result" data-state={result.state} />;
}
