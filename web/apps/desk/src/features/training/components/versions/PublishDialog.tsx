import type { ModelVersion } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, InputNumber, Modal, Radio } from "antd";
import { useState } from "react";
import { useVersionStep } from "../../api/versions.ts";
import { versionMessages } from "../../messages.versions.ts";
import { shareOf } from "../../rules/versions.ts";
import shared from "../Training.module.css";
import css from "./Versions.module.css";

/** Publishing says what it does before it is done: to whom, and whether it is worse than what is live. */
export function PublishDialog({ version, base, onClose }: { version: ModelVersion; base: ModelVersion | undefined; onClose: () => void }) {
  const t = useT(versionMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const step = useVersionStep();
  const [part, setPart] = useState(false);
  const [percent, setPercent] = useState<number | null>(20);
  const share = part ? shareOf(percent) : 1;
  const worse = base?.quality && version.quality ? Math.round((base.quality.accuracy - version.quality.accuracy) * 1000) / 10 : 0;
  const publish = () => {
    if (share === null) return;
    step.mutate({ do: "publish", number: version.number, share }, {
      onSuccess: () => {
        void message.success(t("published", { n: version.number }));
        onClose();
      },
    });
  };
  return (
    <Modal open title={t("publishTitle", { n: version.number })} okText={t("confirmPublish")} onOk={publish} onCancel={onClose} confirmLoading={step.isPending}
      okButtonProps={{ disabled: share === null, "data-testid": "publish-confirm" }}>
      {step.isError && <Alert type="error" showIcon className={shared.alert!} title={errorText(step.error)} />}
      {base && worse > 0 && <Alert type="warning" showIcon className={shared.alert!} title={t("worse", { n: base.number, points: worse })} />}
      <p>{t("publishText")}</p>
      <Radio.Group className={css.share!} value={part} onChange={(e) => setPart(e.target.value as boolean)} aria-label={t("shareLabel")}
        options={[{ value: false, label: t("shareAll") }, { value: true, label: t("shareSome") }]} />
      {part && (
        <div className={css.percent}>
          <InputNumber autoFocus min={1} max={100} precision={0} value={percent} suffix="%" onChange={setPercent} aria-label={t("sharePercent")} status={share === null ? "error" : ""} data-testid="publish-share" />
          <span className={shared.faint}>{share === null ? t("shareBad") : base ? t("shareHint", { n: base.number }) : t("shareNone")}</span>
        </div>
      )}
    </Modal>
  );
}
