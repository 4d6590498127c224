import type { Panorama, UnbindReason, VouchHow } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { customersApi } from "../api/customers.ts";
import { messages } from "../messages.vouching.ts";

const HOW: readonly VouchHow[] = ["call_back", "document", "questions"];
const BORROWER_CHARS = 64;
const REASONS: readonly UnbindReason[] = ["wrong_number", "wrong_person", "denied", "other"];
const NOTE_CHARS = 200;

/** An agent has made sure who writes; and that it was the wrong number, for those who may say so. */
export function Vouching({ seen, id, conversationId, vouchOnly = false }: { seen: Panorama; id: string; conversationId: string; vouchOnly?: boolean }) {
  const t = useT(messages);
  const can = useCan();
  const [open, setOpen] = useState<"vouch" | "withdraw" | null>(null);
  const may = seen.level !== null && seen.level !== "fresh" && can("loans.act");
  const takesBack = !vouchOnly && seen.customer.borrower !== null && can("customers.merge_proven");
  if (!may && !takesBack) return null;
  const close = () => setOpen(null);
  return (
    <span>
      {may && <Button size="small" type="link" style={{ padding: 0, marginInlineEnd: 12 }} onClick={() => setOpen("vouch")} data-testid="vouch">{t("vouch")}</Button>}
      {takesBack && <Button size="small" type="link" style={{ padding: 0, marginInlineEnd: 12 }} onClick={() => setOpen("withdraw")} data-testid="vouch-withdraw">{t("withdraw")}</Button>}
      {open === "vouch" && <VouchDialog id={id} conversationId={conversationId} known={seen.customer.borrower} onClose={close} />}
      {open === "withdraw" && <WithdrawDialog id={id} conversationId={conversationId} onClose={close} />}
    </span>
  );
}

interface Props { id: string; conversationId: string; onClose: () => void }

function useSending(id: string, onClose: () => void) {
  const text = useErrorText();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const send = async (what: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await what();
      message.success(done);
      onClose();
      await cache.invalidateQueries({ queryKey: keys.customer(id) });
    } catch (error) {
      message.error(text(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, send };
}

function VouchDialog({ id, conversationId, known, onClose }: Props & { known: string | null }) {
  const t = useT(messages);
  const { busy, send } = useSending(id, onClose);
  const [how, setHow] = useState<VouchHow | null>(null);
  const [borrower, setBorrower] = useState(known ?? "");
  const number = borrower.trim();
  const ready = how !== null && /^[!-~]+$/.test(number);
  const submit = () => { if (ready) void send(() => customersApi.vouch(conversationId, { borrower: number, how }), t("vouched")); };
  return (
    <Modal open title={t("vouchTitle")} width={440} onCancel={onClose} onOk={submit} okText={t("vouchDo")} okButtonProps={{ disabled: !ready, loading: busy, "data-testid": "vouch-do" }}>
      <Form layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item label={t("vouchHow")}>
          <Radio.Group value={how} onChange={(e) => setHow(e.target.value as VouchHow)} options={HOW.map((one) => ({ value: one, label: t(`how.${one}`) }))} data-testid="vouch-how" />
        </Form.Item>
        <Form.Item label={t("vouchNumber")} extra={t("vouchNote")}>
          <Input value={borrower} maxLength={BORROWER_CHARS} disabled={known !== null} onChange={(e) => setBorrower(e.target.value)} data-testid="vouch-number" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function WithdrawDialog({ id, conversationId, onClose }: Props) {
  const t = useT(messages);
  const { busy, send } = useSending(id, onClose);
  const [reason, setReason] = useState<UnbindReason | null>(null);
  const [note, setNote] = useState("");
  const submit = () => { if (reason) void send(() => customersApi.withdrawVouch(conversationId, { reason, note: note.trim() }), t("withdrawn")); };
  return (
    <Modal open title={t("withdrawTitle")} width={440} onCancel={onClose} onOk={submit} okText={t("withdrawDo")} okButtonProps={{ danger: true, disabled: !reason, loading: busy, "data-testid": "vouch-withdraw-do" }}>
      <Form layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item label={t("withdrawWhy")}>
          <Radio.Group value={reason} onChange={(e) => setReason(e.target.value as UnbindReason)} options={REASONS.map((one) => ({ value: one, label: t(`withdraw.${one}`) }))} data-testid="vouch-withdraw-reason" />
        </Form.Item>
        <Form.Item label={t("withdrawMore")} extra={t("withdrawNote")}>
          <Input.TextArea value={note} rows={2} maxLength={NOTE_CHARS} onChange={(e) => setNote(e.target.value)} data-testid="vouch-withdraw-note" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
