import { CloseOutlined, SendOutlined } from "@ant-design/icons";
import { isProblem, type Message, type OfferedField, type OfferedTemplate } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, isMac, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, Button, Input, Tag } from "antd";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useReplyTemplates, useSendTemplate } from "../../api/replying.ts";
import { templateMessages } from "../../messages.templates.ts";
import { obstacle, presets, preview } from "../../rules/templates.ts";
import css from "./Templates.module.css";

interface Props {
  conversationId: string;
  /** What was not sent and is given up for it. */
  inPlaceOf: Message | null;
  onSent: (message: Message) => void;
  /** null: there is nothing else to do here. */
  onClose: (() => void) | null;
}

/** The templates that fit this conversation: a list to walk by arrow keys, and a form for the one that is chosen. */
export function TemplatePanel({ conversationId, inPlaceOf, onSent, onClose }: Props) {
  const t = useT(templateMessages);
  const query = useReplyTemplates(conversationId);
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = query.data ?? [];
  const template = offered.find((one) => one.id === chosen) ?? null;
  const done = (message: Message) => {
    setChosen(null);
    onSent(message);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || e.nativeEvent.isComposing) return;
    e.stopPropagation();
    if (template) setChosen(null);
    else onClose?.();
  };
  return (
    <section className={css.panel} aria-label={t("template")} onKeyDown={onKeyDown} data-testid="template-panel">
      <header className={css.head}>
        <b>{template ? template.name : t("choose")}</b>
        {inPlaceOf && <small>{t("inPlaceOf", { text: inPlaceOf.text })}</small>}
        {template && <Button type="link" size="small" onClick={() => setChosen(null)} data-testid="template-other">{t("choose")}</Button>}
        {onClose && <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("close")} onClick={onClose} />}
      </header>
      {query.isPending ? <div aria-label={t("loading")}><LoadingRows rows={3} /></div>
        : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : offered.length === 0 ? <p className={css.none}>{t("none")} {t("noneText")}</p>
        : template ? <TemplateForm key={template.id} conversationId={conversationId} template={template} inPlaceOf={inPlaceOf} onSent={done} />
        : <Choices offered={offered} onChoose={setChosen} />}
    </section>
  );
}

function Choices({ offered, onChoose }: { offered: OfferedTemplate[]; onChoose: (id: string) => void }) {
  const t = useT(templateMessages);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  const walk = (e: KeyboardEvent) => {
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (!step || at < 0) return;
    e.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]!.focus();
  };
  return (
    <ul className={css.choices} ref={list} onKeyDown={walk} aria-label={t("choose")}>
      {offered.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => onChoose(one.id)} data-testid="template-choice" data-key={one.key}>
            <b>{one.name}</b>
            {one.purpose === "marketing" && <Tag>{t("marketing")}</Tag>}
            {one.locale !== "zh-CN" && <Tag>{one.locale}</Tag>}
            <Refusal template={one} />
            <span>{preview(one, presets(one))}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Refusal({ template }: { template: OfferedTemplate }) {
  const t = useT(templateMessages);
  const write = useWriting();
  const { locale } = useLocale();
  if (template.refused) return <em>{t(template.refused, { until: template.not_before ? dateTimeText(template.not_before, locale) : "" })}</em>;
  const missing = template.fields.find((f) => f.missing);
  return missing ? <em>{write.labelled(missing.name, t(`missing.${missing.missing!}`))}</em> : null;
}

function TemplateForm({ conversationId, template, inPlaceOf, onSent }: { conversationId: string; template: OfferedTemplate; inPlaceOf: Message | null; onSent: (message: Message) => void }) {
  const t = useT(templateMessages);
  const errorText = useErrorText();
  const [typed, setTyped] = useState<Record<string, string>>({});
  // One id for one attempt: what is sent twice by an impatient hand arrives once.
  const attempt = useRef(crypto.randomUUID());
  const send = useSendTemplate(conversationId, onSent);
  const values = { ...presets(template), ...typed };
  const stopped = obstacle(template, values);
  const wrong = new Map(isProblem(send.error) ? send.error.errors.map((e) => [e.field.replace(/^values\./, ""), e.message]) : []);
  const change = (key: string, value: string) => {
    setTyped({ ...typed, [key]: value });
    attempt.current = crypto.randomUUID();
  };
  const go = () => {
    if (stopped || send.isPending) return;
    send.mutate({ client_id: attempt.current, template_id: template.id, values, ...(inPlaceOf && { in_place_of: inPlaceOf.id }) });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== "Enter" || e.nativeEvent.isComposing || !(isMac() ? e.metaKey : e.ctrlKey)) return;
    e.preventDefault();
    go();
  };
  return (
    <form className={css.form} onKeyDown={onKeyDown} onSubmit={(e) => { e.preventDefault(); go(); }}>
      <div className={css.fields}>
        {template.fields.map((f, n) => <Field key={f.key} field={f} first={n === template.fields.findIndex((one) => !one.locked)} value={values[f.key] ?? ""} wrong={wrong.get(f.key)} onChange={(value) => change(f.key, value)} />)}
      </div>
      <div className={css.side}>
        <div className={css.preview} data-testid="template-preview">
          <small>{t("preview")}</small>
          {template.subject && <b>{preview({ ...template, text: template.subject }, values)}</b>}
          <p>{preview(template, values)}</p>
          {template.link && <small>{t("link")}</small>}
        </div>
        {stopped === "refused" && <div className={css.refusal}><Refusal template={template} /></div>}
        {send.isError && <Alert type="error" showIcon title={errorText(send.error)} data-testid="template-error" />}
        <div className={css.foot}>
          <small>{t("keys", { mod: isMac() ? "⌘" : "Ctrl" })}</small>
          <Button htmlType="submit" type="primary" size="small" icon={<SendOutlined />} disabled={stopped !== null} loading={send.isPending} data-testid="template-send">{t("send")}</Button>
        </div>
      </div>
    </form>
  );
}

function Field({ field, first, value, wrong, onChange }: { field: OfferedField; first: boolean; value: string; wrong: string | undefined; onChange: (value: string) => void }) {
  const t = useT(templateMessages);
  const said = wrong ?? (field.missing ? t(`missing.${field.missing}`) : field.locked ? t("ledgerHint") : field.hint);
  const bad = Boolean(wrong || field.missing);
  return (
    <label className={css.field}>
      <span>{field.name}{field.locked && <Tag>{t("ledger")}</Tag>}</span>
      <Input
        size="small" value={value} disabled={field.locked} autoFocus={first} maxLength={500} status={bad ? "error" : ""} data-testid="template-field" data-key={field.key}
        aria-describedby={`hint-${field.key}`} onChange={(e) => onChange(e.target.value)}
      />
      <small id={`hint-${field.key}`} className={bad ? css.bad : undefined}>{said}</small>
    </label>
  );
}
