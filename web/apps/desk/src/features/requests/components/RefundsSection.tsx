import { PayCircleOutlined } from "@ant-design/icons";
import type { Refund, RefundEnd } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button, Modal, Radio, Segmented, Table, Tag, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { yuan } from "@/lib/money.ts";
import { useCan } from "@/lib/session.tsx";
import { useRefunds, useStep, type Step } from "../api/requests.ts";
import { messages } from "../messages.ts";
import css from "./Requests.module.css";

const COLORS = { asked: "blue", stuck: "red", done: "green", closed: "default" } as const;
const ENDS: RefundEnd[] = ["paid_otherwise", "not_owed"];

/** Money on its way back to customers; what the gateway refuses waits for a person. */
export function RefundsSection() {
  const t = useT(messages);
  const [over, setOver] = useState(false);
  const query = useRefunds(over);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={css.scroll}>
      <div className={css.bar}>
        <Segmented<string> value={over ? "over" : "open"} onChange={(v) => setOver(v === "over")} options={[{ value: "open", label: t("open") }, { value: "over", label: t("over") }]} />
      </div>
      {query.isPending ? <LoadingRows rows={6} /> : query.isError && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : rows.length === 0 ? <EmptyState icon={<PayCircleOutlined />} title={t(over ? "noOver" : "noRefunds")} text={over ? "" : t("noRefundsText")} /> : <Refunds rows={rows} over={over} />}
      {query.hasNextPage && <Button block type="text" onClick={() => void query.fetchNextPage()}>{t("more")}</Button>}
    </div>
  );
}

function Refunds({ rows, over }: { rows: Refund[]; over: boolean }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const can = useCan();
  const columns: TableColumnsType<Refund> = [
    { title: t("state"), key: "state", width: 120, render: (_, r) => <Tag color={COLORS[r.state]} data-testid="refund-state">{t(`state.${r.state}`)}</Tag> },
    { title: t("amount"), key: "fen", width: 130, align: "right", render: (_, r) => yuan(r.fen) },
    { title: t("customer"), key: "customer", render: (_, r) => r.restricted ? <small className={css.faint}>{t("closed")}</small> : <><Link to={`/customers/${r.customer_id}`}>{r.customer_name || r.borrower}</Link><small className={css.faint}> {r.borrower}</small></> },
    { title: t("reason"), key: "reason", width: 110, render: (_, r) => t(`reason.${r.reason}`) },
    { title: t("since"), key: "since", width: 160, render: (_, r) => dateTimeText((over && r.done_at) || r.created_at, locale) },
    { title: t("paymentNo"), dataIndex: "payment_no", ellipsis: true },
    { title: t("looks"), dataIndex: "looks", width: 90, align: "right" },
    ...(over || !can("loans.act") ? [] : [{ title: t("act"), key: "act", width: 190, render: (_: unknown, r: Refund) => r.restricted ? null : <Acts refund={r} /> }]),
  ];
  return <Table<Refund> rowKey="id" size="small" columns={columns} dataSource={rows} pagination={false} data-testid="refund-rows" />;
}

function Acts({ refund }: { refund: Refund }) {
  const t = useT(messages);
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const step = useStep();
  const [closing, setClosing] = useState(false);
  const [how, setHow] = useState<RefundEnd>("paid_otherwise");
  const act = (what: Step, done: string) => step.mutateAsync(what).then(() => void message.success(done), (error: unknown) => void message.error(errorText(error)));
  const again = () => modal.confirm({ title: t("again"), content: t("againAsk"), onOk: () => act({ do: "refundAgain", id: refund.id }, t("didAgain")) });
  const close = () => void act({ do: "closeRefund", id: refund.id, how }, t("didClose")).then(() => setClosing(false));
  return (
    <span className={css.acts}>
      <Button size="small" onClick={again} data-testid="refund-again">{t("again")}</Button>
      {refund.state === "stuck" && <Button size="small" onClick={() => setClosing(true)} data-testid="refund-close">{t("close")}</Button>}
      <Modal open={closing} title={t("closeTitle", { fen: yuan(refund.fen) })} onCancel={() => setClosing(false)} onOk={close} okText={t("close")} confirmLoading={step.isPending} destroyOnHidden>
        <p>{t("closeHint")}</p>
        <Radio.Group className={css.ends!} value={how} onChange={(e) => setHow(e.target.value as RefundEnd)} options={ENDS.map((value) => ({ value, label: t(`how.${value}`) }))} />
      </Modal>
    </span>
  );
}
