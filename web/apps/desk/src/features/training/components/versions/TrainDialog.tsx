import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Input, Modal } from "antd";
import { useState } from "react";
import type { ModelVersion } from "@tandem/api";
import { useVersionStep } from "../../api/versions.ts";
import { versionMessages } from "../../messages.versions.ts";
import shared from "../Training.module.css";

export function TrainDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(versionMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const step = useVersionStep();
  const [note, setNote] = useState("");
  const start = () => step.mutate({ do: "train", note: note.trim() }, {
    onSuccess: (made) => {
      void message.success(t("started", { n: (made as ModelVersion).number }));
      setNote("");
      onClose();
    },
  });
  return (
    <Modal open={open} title={t("trainTitle")} okText={t("start")} onOk={start} onCancel={onClose} confirmLoading={step.isPending} okButtonProps={{ "data-testid": "train-start" }}>
      {step.isError && <Alert type="error" showIcon className={shared.alert!} title={errorText(step.error)} data-testid="train-refused" />}
      <p>{t("trainText")}</p>
      <Input.TextArea autoFocus value={note} maxLength={500} rows={2} placeholder={t("noteHint")} aria-label={t("note")} onChange={(e) => setNote(e.target.value)} data-testid="train-note"
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !(e.metaKey || e.ctrlKey)) return;
          e.preventDefault();
          start();
        }} />
    </Modal>
  );
}
