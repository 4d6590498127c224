import type { Fact, RulePreview } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useMutation } from "@tanstack/react-query";
import { useErrorText } from "@tandem/ui";
import { Alert, Button, Table } from "antd";
import { useEffect } from "react";
import { portraits, useFacts } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import css from "./Rules.module.css";

/** How many customers a rule matches, and some of them. Asked for by a click: it counts over everybody. */
export function Preview({ rule, disabled }: { rule: string; disabled: boolean }) {
  const t = useT(messages);
  const errorText = useErrorText();
  const preview = useMutation({ mutationFn: portraits.preview });
  const { reset } = preview;
  useEffect(reset, [rule, reset]);
  return (
    <div className={css.preview}>
      <Button onClick={() => preview.mutate(rule)} loading={preview.isPending} disabled={disabled} data-testid="preview">{preview.isPending ? t("previewing") : t("preview")}</Button>
      {preview.isError && <Alert type="error" title={errorText(preview.error)} />}
      {preview.data && <Found found={preview.data} />}
    </div>
  );
}

function Found({ found }: { found: RulePreview }) {
  const t = useT(messages);
  const { data: facts = [] } = useFacts();
  const share = found.total ? Math.round((1000 * found.matches) / found.total) / 10 : 0;
  const shown = Object.keys(found.examples[0]?.facts ?? {});
  const fact = (key: string) => facts.find((f) => f.key === key);
  return (
    <div data-testid="preview-found">
      <p className={css.count}><strong>{t("matches", { n: found.matches, share })}</strong> <span className={css.faint}>{t("ofTotal", { n: found.total })}</span></p>
      {found.unknown > 0 && <p className={css.faint}>{t("unknownN", { n: found.unknown })}</p>}
      {found.warnings.map((w) => <Alert key={w} type="warning" showIcon title={t(`warn.${w}`)} />)}
      {found.examples.length > 0 && (
        <Table size="small" pagination={false} rowKey="customer_id" dataSource={found.examples} scroll={{ x: true }} columns={[
          { title: t("customer"), key: "name", render: (_, e) => <>{e.name} <small className={css.faint}>{e.customer_id.slice(-4).toUpperCase()}</small></> },
          ...shown.map((key) => ({ title: fact(key)?.label ?? key, key, render: (_: unknown, e: RulePreview["examples"][number]) => valueText(fact(key), e.facts[key] ?? null, t("noValue")) })),
        ]} />
      )}
    </div>
  );
}

/** A fact's value in words: amounts in yuan. */
export function valueText(fact: Fact | undefined, value: unknown, unknown: string): string {
  if (value === null || value === undefined) return unknown;
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (fact?.kind === "money" && typeof value === "number") return `¥${(value / 100).toLocaleString("zh-CN")}`;
  return String(value);
}
