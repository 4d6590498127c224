import { useT, useWriting } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import type { ModelVersion } from "@tandem/api";
import { useVersionStep } from "../../api/versions.ts";
import { versionMessages } from "../../messages.versions.ts";
import shared from "../Training.module.css";
import css from "./Versions.module.css";

export function TrainDialog({ open, absent, onClose }: { open: boolean; absent: readonly string[]; onClose: () => void }) {
  const t = useT(versionMessages);
  const write = useWriting();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const step = useVersionStep();
  const [note, setNote] = useState("");
  const [teach, setTeach] = useState(false);
  const start = () => step.mutate({ do: "train", note: note.trim(), teach }, {
    onSuccess: (made) => {
      void message.success(t("started", { n: (made as ModelVersion).number }));
      setNote("");
      setTeach(false);
      onClose();
    },
  });
  return (
    <Modal open={open} title={t("trainTitle")} okText={t("start")} onOk={start} onCancel={onClose} confirmLoading={step.isPending} okButtonProps={{ "data-testid": "train-start" }}>
      {step.isError && <Alert type="error" showIcon className={shared.alert!} title={errorText(step.error)} data-testid="train-refused" />}
      {absent.length > 0 && <Alert type="warning" showIcon className={shared.alert!} title={t("trainAbsent", { what: write.listed(absent) })} data-testid="train-absent" />}
      <p>{t("trainText")}</p>
      <Input.TextArea autoFocus value={note} maxLength={500} rows={2} placeholder={t("noteHint")} aria-label={t("note")} onChange={(e) => setNote(e.target.value)} data-testid="train-note"
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !(e.metaKey || e.ctrlKey)) return;
          e.preventDefault();
          start();
        }} />
      <Checkbox className={css.teach!} checked={teach} onChange={(e) => setTeach(e.target.checked)} aria-describedby="train-teach-why" data-testid="train-teach">{t("teach")}</Checkbox>
      <p id="train-teach-why" className={shared.faint}>{t("teachText")}</p>
    </Modal>
  );
}
