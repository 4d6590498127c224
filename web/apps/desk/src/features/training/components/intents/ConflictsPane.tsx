import { CheckCircleOutlined } from "@ant-design/icons";
import type { Conflicts, Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button } from "antd";
import { useState, type ReactNode } from "react";
import { useCan } from "@/lib/session.tsx";
import { useConflicts, useIntentChange } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import { conflictCount, others, without } from "../../rules/conflicts.ts";
import { percent } from "../../rules/figures.ts";
import css from "./Intents.module.css";

/** Examples that stand in each other's way, with the way out beside each. */
export function ConflictsPane({ intents, onOpen }: { intents: Intent[]; onOpen: (key: string) => void }) {
  const t = useT(intentMessages);
  const query = useConflicts();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const change = useIntentChange();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
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
  const known = new Set(intents.map((i) => i.key));
  const name = (key: string | null, text: string) => (key !== null && known.has(key) ? <button type="button" className={css.link} onClick={() => onOpen(key)}>{text}</button> : <b>{key === null ? t("outOfScope") : text}</b>);
  return (
    <section className={css.conflicts} data-testid="conflicts">
      <SameTexts rows={shown.same_text} onKeep={(row, id) => void drop(others(row, id))} name={name} />
      <NearTexts rows={shown.near} onMove={(id, to) => void move(id, to)} name={name} />
      <Confused rows={shown.confused} name={name} />
    </section>
  );
}

type Name = (key: string | null, text: string) => ReactNode;

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

function SameTexts({ rows, onKeep, name }: { rows: Conflicts["same_text"]; onKeep: (row: Conflicts["same_text"][number], id: string) => void; name: Name }) {
  const t = useT(intentMessages);
  const mine = useCan()("training.manage");
  return (
    <Part title={t("sameTitle")} text={t("sameText")} n={rows.length}>
      {rows.map((row) => (
        <li key={row.text} data-testid="conflict-same">
          <p>{row.text}</p>
          <div>
            {row.intents.map((i) => <span key={i.example_id}>{name(i.key, i.name)}{mine && <Button size="small" onClick={() => onKeep(row, i.example_id)}>{t("keep", { name: i.key === null ? t("outOfScope") : i.name })}</Button>}</span>)}
          </div>
        </li>
      ))}
    </Part>
  );
}

function NearTexts({ rows, onMove, name }: { rows: Conflicts["near"]; onMove: (id: string, to: string | null) => void; name: Name }) {
  const t = useT(intentMessages);
  const mine = useCan()("training.manage");
  return (
    <Part title={t("nearTitle")} text={t("nearText")} n={rows.length}>
      {rows.map((row) => (
        <li key={row.a.example_id + row.b.example_id} className={css.near} data-testid="conflict-near">
          <em>{t("similarity", { percent: percent(row.similarity, 0) })}</em>
          {[[row.a, row.b] as const, [row.b, row.a] as const].map(([side, other]) => (
            <div key={side.example_id}>
              <p>{side.text}</p>
              {name(side.intent, side.name)}
              {mine && <Button size="small" onClick={() => onMove(other.example_id, side.intent)}>{t("keepSide")}</Button>}
            </div>
          ))}
        </li>
      ))}
    </Part>
  );
}

function Confused({ rows, name }: { rows: Conflicts["confused"]; name: Name }) {
  const t = useT(intentMessages);
  return (
    <Part title={t("confusedTitle")} text={t("confusedText")} n={rows.length}>
      {rows.map((row) => (
        <li key={row.a.key + row.b.key} data-testid="conflict-confused">
          <p>{name(row.a.key, row.a.name)} {t("and")} {name(row.b.key, row.b.name)}</p>
          <span className={css.bar} aria-hidden="true"><u style={{ width: percent(row.share, 0) }} /></span>
          <small>{t("confusedShare", { percent: percent(row.share, 0) })}</small>
        </li>
      ))}
    </Part>
  );
}
