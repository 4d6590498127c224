import { EditOutlined, MergeCellsOutlined, ReadOutlined } from "@ant-design/icons";
import type { Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Modal, Space } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { useIntentChange } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import { health } from "../../rules/intents.ts";
import { IntentSearch } from "../inbox/IntentSearch.tsx";
import { AddExamples } from "./AddExamples.tsx";
import { Examples } from "./Examples.tsx";
import { IntentForm } from "./IntentForm.tsx";
import css from "./Intents.module.css";
import { MergeDialog } from "./MergeDialog.tsx";

interface Props {
  intent: Intent;
  all: Intent[];
  onOpen: (key: string) => void;
}

/** One intent: what it means, what is done about it, and everything the model learns it from. */
export function IntentPane({ intent, all, onOpen }: Props) {
  const t = useT(intentMessages);
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const into = all.find((i) => i.key === intent.merged_into);
  const parts = all.filter((i) => i.merged_into === intent.key);
  const state = health(intent);
  const mine = can("training.manage");
  return (
    <section className={css.single} data-testid="intent">
      <header className={css.paneHead}>
        <div>
          <h2>{intent.name}</h2>
          <p>
            {t(`origin.${intent.origin}`)} · {t("examples", { n: intent.examples })} · {t("labelled", { n: intent.labelled })} · {t("testExamples", { n: intent.test_examples })}
            {state !== "fine" && <span className={css.health} data-health={state}>{t(`health.${state}`)}</span>}
          </p>
        </div>
        {mine && <Actions intent={intent} all={all} editing={editing} onEdit={() => setEditing(true)} onOpen={onOpen} />}
      </header>
      {into && <Alert type="info" showIcon className={css.alert!} title={t("mergedInto", { name: into.name })} action={<Space>
        {mine && <TakeApart intent={intent} />}
        <Button size="small" onClick={() => onOpen(into.key)}>{t("openIntent")}</Button>
      </Space>} />}
      {parts.length > 0 && <p className={css.parts} data-testid="merged-parts">{t("parts")} {parts.map((p) => <button key={p.key} type="button" className={css.link} onClick={() => onOpen(p.key)}>{p.name}</button>)}</p>}
      {editing ? <IntentForm intent={intent} onDone={() => setEditing(false)} onCancel={() => setEditing(false)} /> : <Target intent={intent} />}
      {mine && intent.merged_into === null && <AddExamples intent={intent} />}
      <Examples intent={intent} all={all} readOnly={!mine} />
    </section>
  );
}

/** The way back from a merge. */
function TakeApart({ intent }: { intent: Intent }) {
  const t = useT(intentMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const change = useIntentChange();
  const run = () => change.mutate({ do: "take_apart", key: intent.key }, { onSuccess: () => void message.success(t("takenApart")), onError: (error) => void message.error(errorText(error)) });
  return <Button size="small" loading={change.isPending} onClick={run} data-testid="intent-take-apart">{t("takeApart")}</Button>;
}

function Target({ intent: { target, origin } }: { intent: Intent }) {
  const t = useT(intentMessages);
  return (
    <dl className={css.target}>
      <div>
        <dt>{t("target")}</dt>
        <dd>{t(`target.${target.kind}`)}{target.kind !== "none" && (target.title ? <b>{target.title}</b> : <em>{t("gone")}</em>)}</dd>
      </div>
      {origin !== "trainer" && (
        <p className={css.faint}>
          {t("keptInStep", { what: t(`kept.${origin}`) })}
          {origin === "knowledge" && target.title && <> <Link to="/knowledge/entries"><ReadOutlined /> {t("openEntry")}</Link></>}
        </p>
      )}
    </dl>
  );
}

function Actions({ intent, all, editing, onEdit, onOpen }: Props & { editing: boolean; onEdit: () => void }) {
  const t = useT(intentMessages);
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const change = useIntentChange();
  const [merging, setMerging] = useState(false);
  const [into, setInto] = useState<Intent | null>(null);
  const fail = (error: unknown) => void message.error(errorText(error));
  const set = (retired: boolean) => change.mutateAsync({ do: "change", key: intent.key, fields: { retired } }).then(() => message.success(t("saved")), fail);
  const retire = () => modal.confirm({ title: t("retireConfirm", { name: intent.name }), content: t("retireText"), okText: t("retire"), okButtonProps: { danger: true }, onOk: () => set(true) });
  const choose = (one: Intent) => {
    setMerging(false);
    setInto(one);
  };
  if (intent.merged_into !== null) return null;
  return (
    <Space>
      {intent.origin === "trainer" && !editing && <Button icon={<EditOutlined />} onClick={onEdit} data-testid="intent-edit">{t("edit")}</Button>}
      {intent.retired_at === null && <Button icon={<MergeCellsOutlined />} onClick={() => setMerging(true)} data-testid="intent-merge">{t("merge")}</Button>}
      {intent.retired_at === null ? <Button danger onClick={retire} data-testid="intent-retire">{t("retire")}</Button> : <Button onClick={() => void set(false)} data-testid="intent-revive">{t("revive")}</Button>}
      <Modal open={merging} title={t("mergeTitle", { name: intent.name })} footer={null} onCancel={() => setMerging(false)} destroyOnHidden>
        <IntentSearch intents={all.filter((i) => i.key !== intent.key)} onChoose={choose} onClose={() => setMerging(false)} />
      </Modal>
      {into && <MergeDialog ways={[{ from: intent, into }]} onDone={(done) => onOpen(done.key)} onClose={() => setInto(null)} />}
    </Space>
  );
}
