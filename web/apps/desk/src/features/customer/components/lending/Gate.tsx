import type { Level, LoanCommandKind, Panorama } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Alert, Select } from "antd";
import { createContext, use, useState, type ReactNode } from "react";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../../messages.ts";
import { messages as vouching } from "../../messages.vouching.ts";
import { Vouching } from "../VouchDialog.tsx";

const ORDER: readonly Level[] = ["public", "bound", "fresh"];
/** Codes of the server; they stay in the audit trail. */
const REASONS = ["callback", "branch", "documents", "complaint", "other"] as const;
type Reason = (typeof REASONS)[number];

/** Whose loans the panel is about, and in which conversation they are talked of. */
export const Shown = createContext<{ seen: Panorama; id: string; conversationId?: string } | null>(null);

export interface Gate {
  /** What goes along with the request. */
  sent: { conversation?: string; override?: string };
  open: boolean;
  notice: ReactNode;
}

/** Whether it is certain enough who the customer is for this; else how to make sure, and a supervisor's word instead.
 *  `unheld`: the server knows that the new number is not theirs for sure. */
export function useGate(kind: LoanCommandKind, unheld = false): Gate {
  const shown = use(Shown);
  const can = useCan();
  const [reason, setReason] = useState<Reason | null>(null);
  const have = shown?.seen.level ?? "public";
  const needed = shown?.seen.needs?.[kind] ?? "public";
  const conversation = shown?.conversationId;
  const known = ORDER.indexOf(have) >= ORDER.indexOf(needed);
  const enough = known && !unheld;
  const overrides = !enough && can("loans.override") && reason !== null;
  return {
    sent: { ...(conversation && { conversation }), ...(overrides && { override: reason }) },
    open: enough || overrides,
    notice: enough ? null : <Notice unheld={known} have={have} needed={needed} reason={reason} onReason={setReason} />,
  };
}

function Notice({ unheld, have, needed, reason, onReason }: { unheld: boolean; have: Level; needed: Level; reason: Reason | null; onReason: (reason: Reason) => void }) {
  const t = useT(vouching);
  const m = useT(messages);
  const can = useCan();
  const shown = use(Shown);
  const here = shown?.conversationId;
  return (
    <div data-testid="act-gate" data-needed={needed} data-have={have} style={{ display: "grid", gap: 8, marginBottom: 12 }}>
      {unheld ? <Alert type="warning" showIcon title={t("gateNumber")} description={t("gateNumberHow")} /> : <Alert
        type="warning" showIcon title={t("gate", { needed: t(`needed.${needed}` as "needed.fresh"), have: m(`level.${have}`) })}
        description={<>{t(here ? "gateHow" : "gateWhere")} {shown && here && <Vouching seen={shown.seen} id={shown.id} conversationId={here} vouchOnly />}</>}
      />}
      {can("loans.override") && (
        <Select<Reason> value={reason} onChange={onReason} placeholder={t("override")} aria-label={t("override")} options={REASONS.map((one) => ({ value: one, label: t(`override.${one}`) }))} data-testid="act-override" />
      )}
    </div>
  );
}
