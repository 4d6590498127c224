import type { Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Modal, Radio } from "antd";
import { useState } from "react";
import { useIntentChange } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import css from "./Intents.module.css";

const OK = "merge-confirm";

interface Props {
  /** Which goes into which: the first choice is the one before all others. */
  ways: readonly { from: Intent; into: Intent }[];
  onDone: (into: Intent) => void;
  onClose: () => void;
}

/** Merging says what it does before it is done: to the examples, and to customers from now on. */
export function MergeDialog({ ways, onDone, onClose }: Props) {
  const t = useT(intentMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const change = useIntentChange();
  const [chosen, setChosen] = useState(0);
  const { from, into } = ways[chosen]!;
  const what = `${t(`target.${into.target.kind}`)}${into.target.title ? `“${into.target.title}”` : ""}`;
  const merge = () => change.mutate({ do: "merge", key: from.key, into: into.key }, {
    onSuccess: () => {
      void message.success(t("merged", { name: into.name }));
      onDone(into);
    },
  });
  return (
    <Modal open title={t("mergeAsk", { name: from.name, into: into.name })} okText={t("merge")} onOk={merge} onCancel={onClose} confirmLoading={change.isPending} okButtonProps={{ "data-testid": "merge-confirm", id: OK }} afterOpenChange={(open) => open && document.getElementById(OK)?.focus()}>
      {change.isError && <Alert type="error" showIcon className={css.alert!} title={errorText(change.error)} />}
      {ways.length > 1 && (
        <Radio.Group vertical value={chosen} onChange={(e) => setChosen(e.target.value as number)} aria-label={t("mergeWay")}
          options={ways.map((way, i) => ({ value: i, label: t("mergeInto", { name: way.from.name, into: way.into.name }) }))} />
      )}
      <ul className={css.effects} data-testid="merge-effects">
        <li>{t("mergeExamples", { name: from.name, into: into.name })}</li>
        <li>{t("mergeAtOnce", { name: from.name, into: into.name, what })}</li>
        {from.origin !== "trainer" && <li>{t(`mergeKept.${from.origin}`)}</li>}
        <li>{t("mergeBack")}</li>
      </ul>
    </Modal>
  );
}
