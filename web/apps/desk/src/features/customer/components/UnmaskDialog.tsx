import type { PersonalKind, UnmaskReason } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { App, Form, Modal, Radio } from "antd";
import { useEffect, useRef, useState } from "react";
import { customersApi } from "../api/customers.ts";
import { messages } from "../messages.ts";

const SHOWN_MS = 30_000;
const REASONS: readonly UnmaskReason[] = ["call_back", "verification", "complaint", "dispute", "legal"];

interface Props {
  id: string;
  kind: PersonalKind | null;
  onClose: () => void;
  onShown: (kind: PersonalKind, value: string) => void;
  onHide: (kind: PersonalKind) => void;
}

/** A reason first; then the number, for half a minute. */
export function UnmaskDialog({ id, kind, onClose, onShown, onHide }: Props) {
  const t = useT(messages);
  const text = useErrorText();
  const { message } = App.useApp();
  const [reason, setReason] = useState<UnmaskReason | null>(null);
  const [busy, setBusy] = useState(false);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  useEffect(() => setReason(null), [kind]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  const submit = async () => {
    if (!kind || !reason) return;
    setBusy(true);
    try {
      const { value } = await customersApi.unmask(id, kind, reason);
      onShown(kind, value);
      timers.current.push(setTimeout(() => onHide(kind), SHOWN_MS));
      onClose();
    } catch (error) {
      message.error(text(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={kind !== null} title={kind && t("unmaskTitle", { what: t(`personal.${kind}`) })} onCancel={onClose} onOk={() => void submit()} okText={t("unmaskDo")} width={420}
      destroyOnHidden okButtonProps={{ disabled: !reason, loading: busy }}
    >
      <Form layout="vertical" requiredMark={false} onFinish={() => void submit()}>
        <Form.Item label={t("unmaskWhy")} extra={t("unmaskNote")}>
          <Radio.Group value={reason} onChange={(e) => setReason(e.target.value as UnmaskReason)} options={REASONS.map((one) => ({ value: one, label: t(`unmask.${one}`) }))} data-testid="unmask-reason" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
