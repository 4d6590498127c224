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
  const trial = version.publication?.arm === "trial" ? version.publication : null;
  const [part, setPart] = useState(trial !== null);
  const [percent, setPercent] = useState<number | null>(trial ? Math.round(trial.share * 100) : 20);
  const share = part ? shareOf(percent) : 1;
  const unchanged = trial !== null && share !== null && Math.abs(share - trial.share) < 0.001;
  const worse = base?.quality && version.quality ? Math.round((base.quality.accuracy - version.quality.accuracy) * 1000) / 10 : 0;
  const publish = () => {
    if (share === null || unchanged || step.isPending) return;
    step.mutate({ do: "publish", number: version.number, share }, {
      onSuccess: () => {
        void message.success(t("published", { n: version.number }));
        onClose();
      },
    });
  };
  return (
    <Modal open title={t("publishTitle", { n: version.number })} okText={t("confirmPublish")} onOk={publish} onCancel={onClose} confirmLoading={step.isPending}
      okButtonProps={{ disabled: share === null || unchanged, "data-testid": "publish-confirm" }}>
      {step.isError && <Alert type="error" showIcon className={shared.alert!} title={errorText(step.error)} />}
      {base && worse > 0 && <Alert type="warning" showIcon className={shared.alert!} title={t("worse", { n: base.number, points: worse })} />}
      <p>{t("publishText")}</p>
      <Radio.Group className={css.share!} value={part} onChange={(e) => setPart(e.target.value as boolean)} aria-label={t("shareLabel")}
        options={[{ value: false, label: t("shareAll") }, { value: true, label: t("shareSome") }]} />
      {part && (
        <div className={css.percent}>
          <InputNumber autoFocus min={1} max={100} precision={0} value={percent} suffix="%" onChange={setPercent} onPressEnter={publish} aria-label={t("sharePercent")} status={share === null ? "error" : ""} data-testid="publish-share" />
          <span className={shared.faint}>{share === null ? t("shareBad") : base ? t("shareHint", { n: base.number }) : t("shareNone")}</span>
        </div>
      )}
      {trial && <p className={shared.faint}>{t(part ? "shareGoesOn" : "shareEnds")}</p>}
    </Modal>
  );
}
