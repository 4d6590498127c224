import { InboxOutlined } from "@ant-design/icons";
import type { CustomerRequest, RequestKind } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useCommands, useNow } from "@tandem/ui";
import { Button, Checkbox, Segmented, Select, Tag } from "antd";
import { useState } from "react";
import { useRequests, useWaitingRequests } from "../api/requests.ts";
import { messages } from "../messages.ts";
import { beside } from "../rules/clock.ts";
import { Due } from "./Due.tsx";
import { RequestDetail } from "./RequestDetail.tsx";
import css from "./Requests.module.css";

const KINDS: RequestKind[] = ["fee_dispute", "credit_objection", "limit_review"];

const WHICH = ["open", "untold", "answered"] as const;
type Which = (typeof WHICH)[number];

/** The list on the left, one request on the right. */
export function RequestsSection() {
  const t = useT(messages);
  const [which, setWhich] = useState<Which>("open");
  const answered = which !== "open";
  const [kind, setKind] = useState<RequestKind | undefined>();
  const [mine, setMine] = useState(false);
  const query = useRequests({ answered, untold: which === "untold" || undefined, kind, mine });
  const untold = useWaitingRequests().data?.untold ?? 0;
  const choices = WHICH.map((value) => ({ value, label: value === "untold" && untold > 0 ? `${t(value)} ${untold}` : t(value) }));
  return (
    <div className={css.columns}>
      <div className={css.list}>
        <div className={css.bar}>
          <Segmented<Which> value={which} onChange={setWhich} options={choices} />
          <Select<RequestKind> allowClear className={css.kinds!} placeholder={t("anyKind")} aria-label={t("kind")} value={kind ?? null} onChange={(v) => setKind(v ?? undefined)} options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
          <Checkbox checked={mine} onChange={(e) => setMine(e.target.checked)}>{t("mine")}</Checkbox>
        </div>
        {query.isPending ? <LoadingRows rows={6} /> : query.isError && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
          <Rows key={`${which} ${kind ?? ""} ${mine}`} rows={query.data!.pages.flatMap((page) => page.items)} which={which} more={query.hasNextPage ? () => void query.fetchNextPage() : undefined} />
        )}
      </div>
    </div>
  );
}

const EMPTY = { open: "emptyOpen", untold: "emptyUntold", answered: "emptyAnswered" } as const;

function Rows({ rows, which, more }: { rows: CustomerRequest[]; which: Which; more: (() => void) | undefined }) {
  const t = useT(messages);
  const now = useNow();
  const [open, setOpen] = useState<string | null>(null);
  const go = (step: 1 | -1) => setOpen(beside(rows, open, step)?.id ?? null);
  useCommands([
    { id: "requests.next", group: t("cmd.group"), title: t("cmd.next"), keys: "alt+j", run: () => go(1) },
    { id: "requests.previous", group: t("cmd.group"), title: t("cmd.previous"), keys: "alt+k", run: () => go(-1) },
  ]);
  const shown = rows.find((one) => one.id === open);
  if (rows.length === 0) return <EmptyState icon={<InboxOutlined />} title={t(EMPTY[which])} text={which === "open" ? t("emptyOpenText") : ""} />;
  return (
    <>
      <ul className={css.rows} data-testid="request-rows">
        {rows.map((one) => (
          <li key={one.id}>
            <button type="button" className={one.id === open ? css.chosen : undefined} aria-current={one.id === open} onClick={() => setOpen(one.id)} data-testid={`request-${one.number}`}>
              <span className={css.rowHead}><b>{t(`kind.${one.kind}`)}</b><span className={css.grow} />{which !== "open" ? <small>{one.verdict && t(`verdict.${one.verdict}`)}{one.told === "nobody" && <Tag color="orange" style={{ margin: "0 0 0 6px" }}>{t("untold.tag")}</Tag>}</small> : <Due request={one} now={now} />}</span>
              <span className={css.rowText}>{one.closed ? t("closed") : one.text}</span>
              <small className={css.faint}>{one.customer_name} · {one.number}{one.state === "taken" && ` · ${t("taken", { name: one.taken_by_name ?? "" })}`}</small>
            </button>
          </li>
        ))}
        {more && <li><Button block type="text" onClick={more}>{t("more")}</Button></li>}
      </ul>
      <div className={css.detail}>{shown ? <RequestDetail key={shown.id} request={shown} now={now} /> : <EmptyState icon={<InboxOutlined />} title={t("pick")} />}</div>
    </>
  );
}
