import { PlusOutlined } from "@ant-design/icons";
import type { LayerInForce, LayerKey, Strategies, StrategyCell, StrategyContent } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { Select, Tag } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useReason } from "@/lib/reasons.ts";
import { useQueueNames } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { ANY, cellOf, columns, emptyCell, rows, withCell } from "../rules/matrix.ts";
import { CellDialog } from "./CellDialog.tsx";
import css from "./Matrix.module.css";
import { useName } from "./names.ts";

const PRIORITIES = ["priority.low", "priority.normal", "priority.high", "priority.urgent"] as const;

/** What customers want, in words where the desk has some. */
export function useIntentName(): (intent: string) => string {
  const t = useT(messages);
  const reason = useReason();
  return (intent) => (intent === ANY ? t("anyIntent") : reason(intent));
}

/** Segments × what customers want. `onChange` null: only to be read. */
export function Matrix(props: { content: StrategyContent; layers: LayerInForce[]; intents: Strategies["intents"]; onChange: ((content: StrategyContent) => void) | null }) {
  const t = useT(messages);
  const name = useName();
  const intentName = useIntentName();
  const [added, setAdded] = useState<string[]>([]);
  const [open, setOpen] = useState<StrategyCell | null>(null);
  const { content, onChange } = props;
  const lines = rows(content, props.layers);
  const heads = columns(content, added);
  const rowName = (key: string) => {
    const line = lines.find((l) => l.key === key);
    return key === ANY || !line ? t("anySegment") : name(line);
  };
  return (
    <div className={css.scroll}>
      <table className={css.matrix} data-testid="matrix">
        <thead>
          <tr>
            <th scope="col" className={css.corner}>{onChange && <LayerOrder content={content} onChange={onChange} />}</th>
            {heads.map((intent) => <th scope="col" key={intent}>{intentName(intent)}</th>)}
            {onChange && (
              <th className={css.adder}>
                <Select showSearch value={null} placeholder={<><PlusOutlined /> {t("addColumn")}</>} popupMatchSelectWidth={260} aria-label={t("addColumn")} data-testid="add-intent"
                  options={props.intents.filter((i) => !heads.includes(i.key)).map((i) => ({ value: i.key, label: `${intentName(i.key)} · ${t("seenTimes", { n: i.handovers })}` }))}
                  onChange={(intent: string | null) => intent && setAdded((all) => [...all, intent])} />
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={line.key} className={i > 0 && lines[i - 1]!.layer !== line.layer ? css.first : undefined}>
              <th scope="row">{line.layer && <small>{t(`layer.${line.layer as LayerKey}`)}</small>} {rowName(line.key)}</th>
              {heads.map((intent) => (
                <td key={intent}>
                  <Cell cell={cellOf(content, line.key, intent)} label={t("cell", { segment: rowName(line.key), intent: intentName(intent) })} onOpen={onChange && (() => setOpen(cellOf(content, line.key, intent) ?? emptyCell(line.key, intent)))} />
                </td>
              ))}
              {onChange && <td />}
            </tr>
          ))}
        </tbody>
      </table>
      {open && onChange && (
        <CellDialog cell={open} title={t("cell", { segment: rowName(open.segment), intent: intentName(open.intent) })} onClose={() => setOpen(null)}
          onApply={(cell) => { onChange(withCell(content, cell)); setOpen(null); }} />
      )}
    </div>
  );
}

function Cell({ cell, label, onOpen }: { cell: StrategyCell | null; label: string; onOpen: (() => void) | null }) {
  const t = useT(messages);
  const write = useWriting();
  const c = useT(common);
  const { data: queues } = useQueueNames();
  const inside = cell && (
    <>
      {cell.queue && <Tag color="blue">{queues?.find((q) => q.key === cell.queue)?.name ?? cell.queue}</Tag>}
      {cell.priority !== null && <Tag color="orange">{c(PRIORITIES[cell.priority]!)}</Tag>}
      {cell.script && <span className={css.script}>{cell.script}</span>}
      {cell.offer && <span className={css.offer}>{write.labelled(t("offer"), cell.offer)}</span>}
    </>
  );
  if (!onOpen) return <div className={css.cell}>{inside}</div>;
  return <button type="button" className={cell ? css.cell : css.empty} aria-label={label} onClick={onOpen}>{inside ?? <PlusOutlined title={t("emptyCell")} />}</button>;
}

function LayerOrder({ content, onChange }: { content: StrategyContent; onChange: (content: StrategyContent) => void }) {
  const t = useT(messages);
  const all: LayerKey[][] = [["stage", "need", "value"], ["stage", "value", "need"], ["need", "stage", "value"], ["need", "value", "stage"], ["value", "stage", "need"], ["value", "need", "stage"]];
  return (
    <Select size="small" aria-label={t("layerOrder")} title={t("layerOrder")} value={content.layers.join()} popupMatchSelectWidth={false}
      options={all.map((order) => ({ value: order.join(), label: order.map((l) => t(`layer.${l}`)).join(" › ") }))}
      onChange={(order: string) => onChange({ ...content, layers: order.split(",") as LayerKey[] })} />
  );
}
