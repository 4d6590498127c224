import { isProblem, type EntryDetail } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { App, Button, Input, Modal, Space } from "antd";
import { useState } from "react";
import { useCan, useMe } from "@/lib/session.tsx";
import { useEntryStep } from "../api/entries.ts";
import { messages } from "../messages.ts";
import css from "./Knowledge.module.css";

type Asked = "submit" | "approve" | "reject";
const DONE = { submit: "submitted", approve: "approved", reject: "rejected" } as const;
const HINT = { submit: "submitComment", approve: "approveComment", reject: "rejectComment" } as const;

/** What may be done with an entry in its present state. */
export function EntryActions({ entry, onEdit }: { entry: EntryDetail; onEdit: () => void }) {
  const t = useT(messages);
  const can = useCan();
  const me = useMe();
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const step = useEntryStep(entry);
  const [asked, setAsked] = useState<Asked | null>(null);
  const fail = (error: unknown) => void message.error(isProblem(error, "own_work") ? t("ownWork") : errorText(error));
  const retire = () =>
    modal.confirm({
      title: t("retireConfirm"), okText: t("retire"), okButtonProps: { danger: true },
      onOk: () => step.mutateAsync({ do: "retire" }).then(() => message.success(t("retired")), fail),
    });
  const edit = can("knowledge.edit");
  // Nobody approves their own work: said before they try.
  const own = entry.author !== null && typeof entry.author !== "string" && entry.author.id === me.id;
  return (
    <Space>
      {entry.state === "in_review" && can("knowledge.review") && (
        <>
          {own && can("knowledge.publish") && <span className={css.faint} id="entry-own-work" data-testid="entry-own-work">{t("ownWork")}</span>}
          <Button danger onClick={() => setAsked("reject")} data-testid="entry-reject">{t("reject")}</Button>
          {can("knowledge.publish") && (
            <Button type="primary" disabled={own} aria-describedby={own ? "entry-own-work" : undefined} onClick={() => setAsked("approve")} data-testid="entry-approve">{t("approve")}</Button>
          )}
        </>
      )}
      {entry.state === "draft" && edit && <Button type="primary" onClick={() => setAsked("submit")} data-testid="entry-submit">{t("submit")}</Button>}
      {edit && <Button onClick={onEdit} data-testid="entry-edit">{t("edit")}</Button>}
      {entry.published_version !== null && can("knowledge.publish") && <Button onClick={retire}>{t("retire")}</Button>}
      <CommentDialog
        asked={asked} busy={step.isPending} onClose={() => setAsked(null)}
        onSubmit={(kind, comment) =>
          step.mutate({ do: kind, comment }, {
            onSuccess: () => {
              void message.success(t(DONE[kind]));
              setAsked(null);
            },
            onError: fail,
          })
        }
      />
    </Space>
  );
}

interface DialogProps {
  asked: Asked | null;
  busy: boolean;
  onClose: () => void;
  onSubmit: (kind: Asked, comment: string) => void;
}

function CommentDialog({ asked, busy, onClose, onSubmit }: DialogProps) {
  const t = useT(messages);
  const [comment, setComment] = useState("");
  const missing = asked === "reject" && comment.trim() === "";
  return (
    <Modal
      open={asked !== null} title={asked ? t(asked) : ""} okText={asked ? t(asked) : ""} confirmLoading={busy} destroyOnHidden width={440} onCancel={onClose}
      okButtonProps={{ disabled: missing, danger: asked === "reject" }} afterClose={() => setComment("")} onOk={() => asked && onSubmit(asked, comment.trim())}
    >
      <Input.TextArea autoFocus rows={3} maxLength={500} value={comment} placeholder={asked ? t(HINT[asked]) : ""} onChange={(e) => setComment(e.target.value)} aria-label={t("comment")} />
    </Modal>
  );
}
