import type { LayerInForce, Rehearsal } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { useMutation } from "@tanstack/react-query";
import { dateTimeText, useErrorText } from "@tandem/ui";
import { Alert, Button, Select, Table } from "antd";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { portraits, useQueueNames } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { ANY } from "../rules/matrix.ts";
import { useIntentName } from "./Matrix.tsx";
import { useName } from "./names.ts";
import css from "./Portraits.module.css";

/** What a version would have done with the hand-overs of the last days. */
export function Rehearsed({ number, blocked, layers }: { number: number; blocked: boolean; layers: LayerInForce[] }) {
  const t = useT(messages);
  const errorText = useErrorText();
  const [days, setDays] = useState(30);
  const run = useMutation({ mutationFn: () => portraits.rehearse(number, days) });
  const { reset } = run;
  useEffect(reset, [number, days, reset]);
  return (
    <article className={css.card} data-testid="rehearsal">
      <header className={css.head}>
        <h2>{t("rehearsal")}</h2>
        <span className={css.grow} />
        <Select value={days} onChange={setDays} aria-label={t("rehearseDays", { n: days })} options={[7, 30, 90, 365].map((n) => ({ value: n, label: t("rehearseDays", { n }) }))} />
        <Button onClick={() => run.mutate()} loading={run.isPending} disabled={blocked} title={blocked ? t("saveFirst") : ""} data-testid="rehearse">{t("rehearse")}</Button>
      </header>
      {blocked && <p className={css.faint}>{t("saveFirst")}</p>}
      {run.isError && <Alert type="error" title={errorText(run.error)} />}
      {run.data && <Result found={run.data} layers={layers} />}
    </article>
  );
}

function Result({ found, layers }: { found: Rehearsal; layers: LayerInForce[] }) {
  const t = useT(messages);
  const write = useWriting();
  const name = useName();
  const intentName = useIntentName();
  const { locale } = useLocale();
  const { data: queues = [] } = useQueueNames();
  const queue = (key: string) => queues.find((q) => q.key === key)?.name ?? key;
  const segment = (ref: string) => {
    const [layer, key] = ref.split(":");
    const found = layers.find((l) => l.key === layer)?.segments.find((s) => s.key === key);
    return ref === ANY ? t("anySegment") : found ? name(found) : ref;
  };
  const tiles = [["handovers", found.handovers], ["decided", found.decided], ["moved", found.moved], ["raised", found.raised]] as const;
  return (
    <div data-testid="rehearsal-result">
      <dl className={css.tiles}>{tiles.map(([key, n]) => <div key={key} className={css.tile}><dt>{t(key)}</dt><dd data-testid={`rehearsed-${key}`}>{n}</dd></div>)}</dl>
      {found.cut && <p className={css.faint}>{t("cutTo", { n: found.handovers })}</p>}
      {found.without_segments > 0 && <p className={css.faint}>{t("withoutSegments", { n: found.without_segments })}</p>}
      {found.moves.length > 0 ? <p>{write.labelled(t("moves"), write.clauses(found.moves.map(([a, b, n]) => `${t("fromTo", { from: queue(a), to: queue(b) })} ${t("times", { n })}`)))}</p> : <p className={css.faint}>{t("noneMoved")}</p>}
      {found.examples.length > 0 && (
        <Table size="small" rowKey={(e) => `${e.conversation_id}${e.at}`} pagination={false} dataSource={found.examples} scroll={{ x: true }} columns={[
          { title: t("since"), key: "at", render: (_, e) => dateTimeText(e.at, locale) },
          { title: t("intentKey"), key: "reason", render: (_, e) => intentName(e.reason) },
          { title: t("strategies"), key: "cell", render: (_, e) => t("cell", { segment: segment(e.segment), intent: intentName(e.intent) }) },
          { title: t("queue"), key: "queue", render: (_, e) => e.from_queue === e.to_queue ? queue(e.to_queue) : t("fromTo", { from: queue(e.from_queue), to: queue(e.to_queue) }) },
          { title: t("priority"), key: "priority", align: "right", render: (_, e) => e.from_priority === e.to_priority ? e.to_priority : t("fromTo", { from: e.from_priority, to: e.to_priority }) },
          { title: "", key: "open", render: (_, e) => <Link to={`/conversations/${e.conversation_id}`}>{t("openConversation")}</Link> },
        ]} />
      )}
    </div>
  );
}
