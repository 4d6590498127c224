import type { StrategyCell } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useQueueNames } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { emptyCell } from "../rules/matrix.ts";

/** What is done with customers of one segment who want one thing. */
export function CellDialog(props: { cell: StrategyCell; title: string; onApply: (cell: StrategyCell) => void; onClose: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const { data: queues = [] } = useQueueNames();
  const [cell, setCell] = useState(props.cell);
  const set = (part: Partial<StrategyCell>) => setCell((old) => ({ ...old, ...part }));
  return (
    <Modal open title={props.title} width={560} onCancel={props.onClose} destroyOnHidden footer={[
      <Button key="clear" danger type="text" onClick={() => props.onApply(emptyCell(cell.segment, cell.intent))}>{t("clearCell")}</Button>,
      <Button key="cancel" onClick={props.onClose}>{c("cancel")}</Button>,
      <Button key="ok" type="primary" onClick={() => props.onApply(cell)} data-testid="apply-cell">{t("apply")}</Button>,
    ]}>
      <Form layout="vertical" data-testid="cell-form">
        <Form.Item label={t("queue")} htmlFor="cell-queue">
          <Select id="cell-queue" allowClear placeholder={t("keepQueue")} value={cell.queue} onChange={(queue?: string) => set({ queue: queue ?? null })} options={queues.map((q) => ({ value: q.key, label: q.name }))} />
        </Form.Item>
        <Form.Item label={t("priority")} htmlFor="cell-priority">
          <Select id="cell-priority" allowClear placeholder={t("keepPriority")} value={cell.priority} onChange={(priority?: number) => set({ priority: priority ?? null })}
            options={(["priority.low", "priority.normal", "priority.high", "priority.urgent"] as const).map((key, value) => ({ value, label: c(key) }))} />
        </Form.Item>
        <Form.Item label={t("script")} htmlFor="cell-script"><Input.TextArea id="cell-script" value={cell.script} maxLength={2000} autoSize={{ minRows: 3 }} onChange={(e) => set({ script: e.target.value })} /></Form.Item>
        <Form.Item label={t("offer")} htmlFor="cell-offer"><Input.TextArea id="cell-offer" value={cell.offer} maxLength={2000} autoSize={{ minRows: 2 }} onChange={(e) => set({ offer: e.target.value })} /></Form.Item>
      </Form>
    </Modal>
  );
}
