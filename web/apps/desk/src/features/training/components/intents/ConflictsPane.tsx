import { CheckCircleOutlined } from "@ant-design/icons";
import type { Conflicts, Intent, IntentExample } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button } from "antd";
import { useState, type ReactNode } from "react";
import { useCan } from "@/lib/session.tsx";
import { useConflicts, useIntentChange } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import { conflictCount, mayKeep, others, own, without } from "../../rules/conflicts.ts";
import { percent } from "../../rules/figures.ts";
import css from "./Intents.module.css";
import { MergeDialog } from "./MergeDialog.tsx";

/** Examples that stand in each other's way, with the way out beside each. */
export function ConflictsPane({ intents, onOpen }: { intents: Intent[]; onOpen: (key: string) => void }) {
  const t = useT(intentMessages);
  const query = useConflicts();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const change = useIntentChange();
  const can = useCan();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [merging, setMerging] = useState<[Intent, Intent] | null>(null);
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const shown = without(query.data, gone);
  const drop = async (ids: string[]) => {
    setGone((old) => new Set([...old, ...ids]));
    try {
      for (const id of ids) await change.mutateAsync({ do: "remove", id });
      void message.success(t("resolved"));
    } catch (error) {
      setGone((old) => new Set([...old].filter((x) => !ids.includes(x))));
      void message.error(errorText(error));
    }
  };
  const move = async (id: string, to: string | null) => {
    setGone((old) => new Set([...old, id]));
    try {
      await change.mutateAsync({ do: "move", id, to });
      void message.success(t("resolved"));
    } catch (error) {
      setGone((old) => new Set([...old].filter((x) => x !== id)));
      void message.error(errorText(error));
    }
  };
  if (conflictCount(shown) === 0) return <EmptyState icon={<CheckCircleOutlined />} title={t("noConflicts")} text={t("noConflictsText")} />;
  const byKey = new Map(intents.map((i) => [i.key, i]));
  const merge: Merge = (a, b) => {
    const pair = [a, b].map((key) => (key === null ? undefined : byKey.get(key)));
    return can("training.manage") && pair[0] && pair[1] ? <Button size="small" className={css.merge!} onClick={() => setMerging([pair[0]!, pair[1]!])} data-testid="conflict-merge">{t("mergeThese")}</Button> : null;
  };
  const name = (key: string | null, text: string) => (key !== null && byKey.has(key) ? <button type="button" className={css.link} onClick={() => onOpen(key)}>{text}</button> : <b>{key === null ? t("outOfScope") : text}</b>);
  return (
    <section className={css.conflicts} data-testid="conflicts">
      <SameTexts rows={shown.same_text} onKeep={(row, id) => void drop(others(row, id))} name={name} merge={merge} />
      <NearTexts rows={shown.near} onMove={(id, to) => void move(id, to)} name={name} merge={merge} />
      <Confused rows={shown.confused} name={name} merge={merge} />
      {merging && <MergeDialog ways={[{ from: merging[0], into: merging[1] }, { from: merging[1], into: merging[0] }]} onDone={() => setMerging(null)} onClose={() => setMerging(null)} />}
    </section>
  );
}

type Name = (key: string | null, text: string) => ReactNode;
/** The way to one intent of two; nothing where one of them is no intent. */
type Merge = (a: string | null, b: string | null) => ReactNode;

/** Where a text stands that cannot be taken away here. */
function Kept({ source }: { source: IntentExample["source"] }) {
  const t = useT(intentMessages);
  return own({ source }) ? null : <small className={css.faint}>{t(`source.${source}`)}</small>;
}

function Part({ title, text, children, n }: { title: string; text: string; children: ReactNode; n: number }) {
  if (n === 0) return null;
  return (
    <section>
      <h2>{title} <em>{n}</em></h2>
      <p className={css.faint}>{text}</p>
      <ul>{children}</ul>
    </section>
  );
}

function SameTexts({ rows, onKeep, name, merge }: { rows: Conflicts["same_text"]; onKeep: (row: Conflicts["same_text"][number], id: string) => void; name: Name; merge: Merge }) {
  const t = useT(intentMessages);
  const mine = useCan()("training.manage");
  return (
    <Part title={t("sameTitle")} text={t("sameText")} n={rows.length}>
      {rows.map((row) => (
        <li key={row.text} data-testid="conflict-same">
          <p>{row.text}</p>
          <div>
            {row.intents.map((i) => <span key={i.example_id}>{name(i.key, i.name)}<Kept source={i.source} />{mine && mayKeep(row, i.example_id) && <Button size="small" onClick={() => onKeep(row, i.example_id)}>{t("keep", { name: i.key === null ? t("outOfScope") : i.name })}</Button>}</span>)}
            {row.intents.length === 2 && merge(row.intents[0]!.key, row.intents[1]!.key)}
          </div>
        </li>
      ))}
    </Part>
  );
}

function NearTexts({ rows, onMove, name, merge }: { rows: Conflicts["near"]; onMove: (id: string, to: string | null) => void; name: Name; merge: Merge }) {
  const t = useT(intentMessages);
  const mine = useCan()("training.manage");
  return (
    <Part title={t("nearTitle")} text={t("nearText")} n={rows.length}>
      {rows.map((row) => (
        <li key={row.a.example_id + row.b.example_id} className={css.near} data-testid="conflict-near">
          <em>{t("similarity", { percent: percent(row.similarity, 0) })}<br />{merge(row.a.intent, row.b.intent)}</em>
          {[[row.a, row.b] as const, [row.b, row.a] as const].map(([side, other]) => (
            <div key={side.example_id}>
              <p>{side.text}</p>
              {name(side.intent, side.name)}
              <Kept source={side.source} />
              {mine && own(other) && <Button size="small" onClick={() => onMove(other.example_id, side.intent)}>{t("keepSide")}</Button>}
            </div>
          ))}
        </li>
      ))}
    </Part>
  );
}

function Confused({ rows, name, merge }: { rows: Conflicts["confused"]; name: Name; merge: Merge }) {
  const t = useT(intentMessages);
  return (
    <Part title={t("confusedTitle")} text={t("confusedText")} n={rows.length}>
      {rows.map((row) => (
        <li key={row.a.key + row.b.key} data-testid="conflict-confused">
          <p>{name(row.a.key, row.a.name)} {t("and")} {name(row.b.key, row.b.name)}</p>
          <span className={css.bar} aria-hidden="true"><u style={{ width: percent(row.share, 0) }} /></span>
          <div><small>{t("confusedShare", { percent: percent(row.share, 0) })}</small>{merge(row.a.key, row.b.key)}</div>
        </li>
      ))}
    </Part>
  );
}
