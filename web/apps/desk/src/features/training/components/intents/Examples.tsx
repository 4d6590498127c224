import { DeleteOutlined, ExportOutlined, FileTextOutlined, InfoCircleOutlined } from "@ant-design/icons";
import type { Intent, IntentExample } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, shortTimeText, useErrorText, useNow } from "@tandem/ui";
import { App, Button, Modal, Tooltip } from "antd";
import { useState } from "react";
import { useExamples, useIntentChange } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import { own } from "../../rules/conflicts.ts";
import { IntentSearch } from "../inbox/IntentSearch.tsx";
import css from "./Intents.module.css";

interface Props {
  /** Null: what people said is out of scope. */
  intent: Intent | null;
  all: Intent[];
  readOnly: boolean;
}

export function Examples({ intent, all, readOnly }: Props) {
  const t = useT(intentMessages);
  const query = useExamples(intent?.key ?? null);
  const act = useExampleActs(intent);
  const [moving, setMoving] = useState<IntentExample | null>(null);
  if (query.isPending) return <LoadingRows rows={4} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const examples = query.data.pages.flatMap((p) => p.items).filter((e) => !act.gone.has(e.id));
  if (examples.length === 0) return <EmptyState icon={<FileTextOutlined />} title={t("noExamples")} text={t(intent ? "noExamplesText" : "noScopeText")} />;
  return (
    <>
      <table className={css.examples} data-testid="examples">
        <thead>
          <tr>
            <th scope="col">{t("text")}</th>
            <th scope="col">{t("source")}</th>
            <th scope="col">{t("split")} <Tooltip title={t("splitWhy")}><InfoCircleOutlined tabIndex={0} aria-label={t("splitWhy")} /></Tooltip></th>
            <th scope="col">{t("by")}</th>
            <th scope="col"><span className="visually-hidden">{t("remove")}</span></th>
          </tr>
        </thead>
        <tbody>{examples.map((e) => <Row key={e.id} example={e} readOnly={readOnly} onRemove={() => act.remove(e)} onMove={() => setMoving(e)} />)}</tbody>
      </table>
      {query.hasNextPage && <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("loadMore")}</Button>}
      <Modal open={moving !== null} title={t("moveTitle")} footer={null} onCancel={() => setMoving(null)} destroyOnHidden>
        <p className={css.quoted}>{moving?.text}</p>
        <IntentSearch intents={all.filter((i) => i.key !== intent?.key)} onClose={() => setMoving(null)} onChoose={(to) => {
          if (moving) act.move(moving, to);
          setMoving(null);
        }} />
      </Modal>
    </>
  );
}

function Row({ example, readOnly, onRemove, onMove }: { example: IntentExample; readOnly: boolean; onRemove: () => void; onMove: () => void }) {
  const t = useT(intentMessages);
  const { locale } = useLocale();
  const now = useNow();
  return (
    <tr data-testid="example-row">
      <td>{example.text}</td>
      <td>{t(`source.${example.source}`)}</td>
      <td data-split={example.split}>{t(`split.${example.split}`)}</td>
      <td>{example.by ?? t("system")} <small>{shortTimeText(example.at, locale, now)}</small></td>
      <td>
        {!readOnly && own(example) && (
          <>
            <Button size="small" type="text" icon={<ExportOutlined />} title={t("move")} aria-label={`${t("move")}: ${example.text}`} onClick={onMove} />
            <Button size="small" type="text" icon={<DeleteOutlined />} title={t("remove")} aria-label={`${t("remove")}: ${example.text}`} onClick={onRemove} data-testid="example-remove" />
          </>
        )}
      </td>
    </tr>
  );
}

/** Gone from the list at once; taking away can be taken back while the notice stands. */
function useExampleActs(intent: Intent | null) {
  const t = useT(intentMessages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const change = useIntentChange();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const hide = (id: string) => setGone((old) => new Set(old).add(id));
  const show = (id: string) => setGone((old) => new Set([...old].filter((x) => x !== id)));
  const fail = (id: string) => (error: unknown) => {
    show(id);
    void message.error(errorText(error));
  };
  const remove = (e: IntentExample) => {
    hide(e.id);
    const back = () => {
      message.destroy(e.id);
      if (intent) change.mutate({ do: "add", key: intent.key, texts: [e.text] }, { onSuccess: () => void message.success(t("undone")), onError: fail(e.id) });
    };
    change.mutate({ do: "remove", id: e.id }, {
      onSuccess: () => void message.open({ key: e.id, type: "success", duration: 6, content: <>{t("removed")} {intent && <Button size="small" type="link" onClick={back}>{t("undo")}</Button>}</> }),
      onError: fail(e.id),
    });
  };
  const move = (e: IntentExample, to: Intent) => {
    hide(e.id);
    change.mutate({ do: "move", id: e.id, to: to.key }, { onSuccess: () => void message.success(t("moved", { name: to.name })), onError: fail(e.id) });
  };
  return { gone, remove, move };
}
