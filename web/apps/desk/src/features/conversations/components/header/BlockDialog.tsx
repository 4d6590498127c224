import { useT } from "@tandem/i18n/react";
import { Alert, Form, Input, Modal, Radio, Select } from "antd";
import { useEffect, useState } from "react";
import { BLOCK_REASONS, blocks, type BlockReason } from "@/lib/blocks.ts";
import { useCan } from "@/lib/session.tsx";
import { actionMessages } from "../../messages.actions.ts";

interface Props {
  open: boolean;
  onClose: () => void;
  onSubmit: (block: { reason: BlockReason; days: 1 | 7 | null; note: string }) => Promise<boolean>;
}

/** Why, until when, and what happened. For good is only for those who may lift it again. */
export function BlockDialog({ open, onClose, onSubmit }: Props) {
  const t = useT(actionMessages);
  const b = useT(blocks);
  const can = useCan();
  const [reason, setReason] = useState<BlockReason | null>(null);
  const [days, setDays] = useState<1 | 7 | null>(1);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    setReason(null);
    setDays(1);
    setNote("");
  }, [open]);

  const ready = reason !== null && (reason !== "other" || note.trim() !== "");
  const submit = async () => {
    if (!reason || !ready) return;
    setBusy(true);
    const done = await onSubmit({ reason, days, note: note.trim() });
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal
      open={open} title={t("blockTitle")} onCancel={onClose} onOk={() => void submit()} okText={t("blockDo")} width={460} destroyOnHidden
      okButtonProps={{ danger: true, disabled: !ready, loading: busy }}
    >
      <Form layout="vertical" requiredMark={false}>
        <Alert type="info" showIcon title={t("blockNote")} style={{ marginBottom: 14 }} />
        <Form.Item label={t("blockReason")}>
          <Select
            autoFocus value={reason} onChange={setReason} placeholder={t("blockReasonHint")} data-testid="block-reason"
            options={BLOCK_REASONS.map((r) => ({ value: r, label: b(`reason.${r}`) }))}
          />
        </Form.Item>
        <Form.Item label={t("blockFor")} extra={can("customers.unblock") ? undefined : t("blockForGoodNote")}>
          <Radio.Group value={days} onChange={(e) => setDays(e.target.value as 1 | 7 | null)}>
            <Radio value={1}>{t("blockDays", { n: 1 })}</Radio>
            <Radio value={7}>{t("blockDays", { n: 7 })}</Radio>
            <Radio value={null} disabled={!can("customers.unblock")}>{t("blockForGood")}</Radio>
          </Radio.Group>
        </Form.Item>
        <Form.Item label={t(reason === "other" ? "blockWhat" : "blockWhatOptional")} style={{ marginBottom: 24 }}>
          <Input.TextArea rows={3} maxLength={500} showCount value={note} onChange={(e) => setNote(e.target.value)} placeholder={t("blockWhatHint")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
