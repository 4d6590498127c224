import type { ConversationDetail } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { api } from "@/lib/api.ts";
import { useAct } from "../../hooks/useAct.ts";
import { actionMessages } from "../../messages.actions.ts";
import { BlockDialog } from "./BlockDialog.tsx";
import { ContinueDialog } from "./ContinueDialog.tsx";
import { LabelsDialog } from "./LabelsDialog.tsx";
import { ResolveDialog } from "./ResolveDialog.tsx";
import { SnoozeDialog } from "./SnoozeDialog.tsx";
import { TransferDialog } from "./TransferDialog.tsx";

export type DialogName = "assign" | "transfer" | "snooze" | "labels" | "resolve" | "resolveNext" | "block" | "continue";

interface Props {
  detail: ConversationDetail;
  dialog: DialogName | null;
  onClose: () => void;
  onNext: () => void;
}

export function ActionDialogs({ detail, dialog, onClose, onNext }: Props) {
  const t = useT(actionMessages);
  const { id } = detail;
  const { act } = useAct(id);
  const resolving = dialog === "resolve" || dialog === "resolveNext";
  return (
    <>
      <TransferDialog
        open={dialog === "assign"} kind="assign" currentAgent={detail.agent?.id} onClose={onClose}
        onSubmit={(v) => act("done.assign", () => api.conversations.assign(id, v.agent_id!, v.comment || undefined))}
      />
      <TransferDialog
        open={dialog === "transfer"} kind="transfer" currentAgent={detail.agent?.id} onClose={onClose}
        onSubmit={(v) => act("done.transfer", () => api.conversations.transfer(id, v))}
      />
      <SnoozeDialog open={dialog === "snooze"} onClose={onClose} onSubmit={(until) => act("done.snooze", () => api.conversations.snooze(id, until))} />
      <LabelsDialog open={dialog === "labels"} current={detail.labels} onClose={onClose}
        onSubmit={(ids) => act("done.labels", () => api.conversations.setLabels(id, ids))} />
      <BlockDialog open={dialog === "block"} onClose={onClose} onSubmit={(block) => act("done.block", () => api.conversations.block(id, block).then(() => undefined))} />
      <ContinueDialog
        detail={detail} open={dialog === "continue"} onClose={onClose}
        onSubmit={(way) => act(`done.continue_${way.how}`, () => api.conversations.goOn(id, way).then(() => undefined))}
      />
      <ResolveDialog
        open={resolving} title={t(dialog === "resolveNext" ? "resolveNext" : "resolve")} onClose={onClose}
        onSubmit={async (wrapUp) => {
          const done = await act("done.resolve", () => api.conversations.resolve(id, wrapUp));
          if (done && dialog === "resolveNext") onNext();
          return done;
        }}
      />
    </>
  );
}
