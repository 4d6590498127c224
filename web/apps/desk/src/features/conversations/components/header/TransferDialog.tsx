import { useT } from "@tandem/i18n/react";
import { Form, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useQueues } from "../../api/catalogues.ts";
import { actionMessages } from "../../messages.actions.ts";
import { AgentSelect } from "./AgentSelect.tsx";

export interface TransferTarget {
  queue_id?: string;
  agent_id?: string;
  comment: string;
}

interface Props {
  open: boolean;
  /** "assign" names one person, the comment may stay empty. */
  kind: "assign" | "transfer";
  currentAgent?: string | undefined;
  onClose: () => void;
  onSubmit: (target: TransferTarget) => Promise<boolean>;
}

export function TransferDialog({ open, kind, currentAgent, onClose, onSubmit }: Props) {
  const t = useT(actionMessages);
  const [form] = Form.useForm<TransferTarget>();
  const [to, setTo] = useState<"queue" | "agent">("queue");
  const [busy, setBusy] = useState(false);
  const queues = useQueues();
  const agent = kind === "assign" || to === "agent";
  const submit = async (target: TransferTarget) => {
    setBusy(true);
    const done = await onSubmit(target);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal open={open} title={t(kind).replace("…", "")} onCancel={onClose} onOk={form.submit} confirmLoading={busy} destroyOnHidden width={440}
      okButtonProps={{ "data-testid": "transfer-submit" }}>
      <Form form={form} layout="vertical" preserve={false} onFinish={(v) => void submit(v)}>
        {kind === "transfer" && (
          <Form.Item>
            <Segmented block value={to} onChange={setTo} options={[{ value: "queue", label: t("toQueue") }, { value: "agent", label: t("toAgent") }]} />
          </Form.Item>
        )}
        {agent ? (
          <Form.Item name="agent_id" label={t("agent")} rules={[{ required: true, message: t("agentHint") }]}>
            <AgentSelect except={currentAgent} />
          </Form.Item>
        ) : (
          <Form.Item name="queue_id" label={t("queue")} rules={[{ required: true, message: t("queueHint") }]}>
            <Select placeholder={t("queueHint")} options={(queues.data ?? []).map((q) => ({ value: q.id, label: q.name }))} />
          </Form.Item>
        )}
        <Form.Item name="comment" label={t("comment")} rules={[{ required: kind === "transfer", whitespace: true, message: t("commentHint") }]}>
          <Input.TextArea rows={3} maxLength={500} placeholder={t("commentHint")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
