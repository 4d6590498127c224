import type { Fact, RuleFault } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Input, type GetRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { portraits, useFacts } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { inserted, marked } from "../rules/marking.ts";
import { FactPicker } from "./FactPicker.tsx";
import css from "./Rules.module.css";

const PAUSE_MS = 250;

/** What the server says of a rule, a moment after the last key. */
export function useRuleCheck(rule: string): { state: "empty" | "checking" | "ok" | "wrong"; fault: RuleFault | null } {
  const [said, setSaid] = useState<{ rule: string; fault: RuleFault | null } | null>(null);
  useEffect(() => {
    if (!rule.trim()) return;
    let current = true;
    const timer = setTimeout(() => {
      portraits.check(rule).then((answer) => current && setSaid({ rule, fault: answer.faults[0] ?? null }), () => {});
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [rule]);
  if (!rule.trim()) return { state: "empty", fault: null };
  if (said?.rule !== rule) return { state: "checking", fault: null };
  return { state: said.fault ? "wrong" : "ok", fault: said.fault };
}

export function RuleEditor(props: { value: string; onChange: (rule: string) => void; id?: string; label: string; compact?: boolean; disabled?: boolean }) {
  const t = useT(messages);
  const { data: facts } = useFacts();
  const { state, fault } = useRuleCheck(props.value);
  const field = useRef<GetRef<typeof Input.TextArea>>(null);
  const put = (fact: Fact) => {
    const area = field.current?.resizableTextArea?.textArea;
    const at = area?.selectionStart ?? props.value.length;
    const { text, cursor } = inserted(props.value, at, area?.selectionEnd ?? at, fact.key);
    props.onChange(text);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(cursor, cursor);
    });
  };
  const said = `${props.id ?? "rule"}-said`;
  return (
    <div className={css.editor}>
      <Input.TextArea ref={field} className={css.source!} value={props.value} onChange={(e) => props.onChange(e.target.value)} autoSize={{ minRows: props.compact ? 1 : 3, maxRows: 10 }}
        aria-label={props.label} aria-describedby={said} aria-invalid={state === "wrong"} status={state === "wrong" ? "error" : ""} spellCheck={false} disabled={props.disabled ?? false} data-testid="rule-text" />
      <div id={said} className={css.said} aria-live="polite" data-testid={`rule-${state}`}>
        {state === "checking" && <span className={css.faint}>{t("checking")}</span>}
        {state === "ok" && !props.compact && <span className={css.ok}>✓ {t("ruleOk")}</span>}
        {fault && <Fault rule={props.value} fault={fault} />}
      </div>
      {!props.compact && facts && <FactPicker facts={facts} onPick={put} />}
    </div>
  );
}

function Fault({ rule, fault }: { rule: string; fault: RuleFault }) {
  const t = useT(messages);
  const [before, wrong, after] = marked(rule, fault);
  return (
    <>
      <p className={css.fault} role="alert">{t("at", { n: fault.at + 1 })}{fault.text}</p>
      <code className={css.mirror}>{before}<mark>{wrong}</mark>{after}</code>
    </>
  );
}
