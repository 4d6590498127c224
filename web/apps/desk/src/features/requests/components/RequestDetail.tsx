import type { CustomerRequest, RequestVerdict } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, useCommands, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Descriptions, Input, Segmented } from "antd";
import { useState, type KeyboardEvent } from "react";
import { Link } from "react-router";
import { feeMessages } from "@/lib/fees.ts";
import { useCan, useMe } from "@/lib/session.tsx";
import { useStep, type Step } from "../api/requests.ts";
import { messages } from "../messages.ts";
import { Due } from "./Due.tsx";
import css from "./Requests.module.css";

/** Everything about one request, and what can be done with it. */
export function RequestDetail({ request, now }: { request: CustomerRequest; now: number }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const f = useT(feeMessages);
  const fee = request.fee && f(`fee.${request.fee}`);
  const items = [
    { key: "customer", label: t("customer"), children: <Link to={`/customers/${request.customer_id}`}>{request.customer_name || request.customer_id.slice(0, 8)}</Link> },
    ...(request.loan ? [{ key: "loan", label: t("loan"), children: request.loan }] : []),
    ...(fee ? [{ key: "fee", label: t("fee"), children: fee }] : []),
    { key: "made", label: t("madeAt"), children: dateTimeText(request.made_at, locale) },
  ];
  return (
    <article data-testid="request-detail" aria-label={request.number}>
      <div className={css.head}>
        <h2>{t(`kind.${request.kind}`)} <small className={css.faint}>{request.number}</small></h2>
        {request.state !== "answered" && <Due request={request} now={now} />}
        <span className={css.grow} />
        {request.conversation_id && <Link to={`/conversations/${request.conversation_id}?view=all`}>{t("conversation")}</Link>}
      </div>
      <Descriptions size="small" column={2} items={items} />
      {request.closed ? <Alert type="info" showIcon title={t("closed")} /> : (
        <>
          <h3>{t("says")}</h3>
          <blockquote className={css.words}>{request.text}</blockquote>
          {request.state === "answered" ? <Answered request={request} /> : <Deciding request={request} />}
        </>
      )}
    </article>
  );
}

function Answered({ request }: { request: CustomerRequest }) {
  const t = useT(messages);
  const { locale } = useLocale();
  return (
    <>
      <h3>{request.verdict && t(`verdict.${request.verdict}`)}</h3>
      <blockquote className={css.words}>{request.answer}</blockquote>
      <p className={css.faint}>{t("answeredBy", { name: request.answered_by_name ?? "", at: request.answered_at ? dateTimeText(request.answered_at, locale) : "" })}</p>
      <Told request={request} />
    </>
  );
}

/** How the customer heard of it; who could not be told is called. */
function Told({ request }: { request: CustomerRequest }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const can = useCan();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const step = useStep();
  const at = (when: string | null) => (when ? dateTimeText(when, locale) : "");
  const act = (what: Step, done: string) => void step.mutateAsync(what).then(() => void message.success(done), (error: unknown) => void message.error(errorText(error)));
  const told = () => act({ do: "told", id: request.id }, t("didTell"));
  const open = request.told === "nobody" && can("loans.act");
  useCommands(open ? [{ id: "requests.told", group: t("cmd.group"), title: t("told.mark"), keys: "alt+c", run: told }] : []);
  if (request.told === null) return <Alert type="info" showIcon title={t("telling")} data-testid="told" />;
  if (request.told !== "nobody") return <Alert type="success" showIcon title={t(`told.${request.told}`, { at: at(request.told_at), name: request.told_by_name ?? "" })} data-testid="told" />;
  return (
    <Alert
      type="warning" showIcon data-testid="told" data-told="nobody" title={t("untold.title")}
      description={<>{t("untold.text", { at: at(request.told_at) })} {request.tell_at ? t("untold.again", { at: at(request.tell_at) }) : t("untold.over")}</>}
      action={open && (
        <span className={css.acts}>
          <Button size="small" onClick={() => act({ do: "tellAgain", id: request.id }, t("didTellAgain"))} data-testid="tell-again">{t("again")}</Button>
          <Button size="small" type="primary" loading={step.isPending} onClick={told} data-testid="told-mark">{t("told.mark")}</Button>
        </span>
      )}
    />
  );
}

function Deciding({ request }: { request: CustomerRequest }) {
  const t = useT(messages);
  const can = useCan();
  const me = useMe();
  const { message, modal } = App.useApp();
  const errorText = useErrorText();
  const step = useStep();
  const act = (what: Step, done: string) => step.mutateAsync(what).then(() => void message.success(done), (error: unknown) => void message.error(errorText(error)));
  const take = () => void act({ do: "take", id: request.id }, t("didTake"));
  const free = request.state === "open";
  const may = can("loans.act");
  useCommands(may && free ? [{ id: "requests.take", group: t("cmd.group"), title: t("cmd.take"), keys: "alt+c", run: take }] : []);
  if (!may) return request.taken_by_name ? <p className={css.faint}>{t("taken", { name: request.taken_by_name })}</p> : null;
  if (free) return <Button type="primary" onClick={take} loading={step.isPending} data-testid="request-take">{t("take")}</Button>;
  const mine = request.taken_by === me.id;
  const putBack = () => modal.confirm({ title: t("putBack"), content: t("putBackAsk"), onOk: () => act({ do: "putBack", id: request.id }, t("didPutBack")) });
  return (
    <>
      <p className={css.head}>
        <span>{mine ? t("takenByMe") : t("taken", { name: request.taken_by_name ?? "" })}</span>
        {(mine || can("conversations.takeover")) && <Button size="small" onClick={putBack} data-testid="request-put-back">{t("putBack")}</Button>}
      </p>
      {mine && <AnswerForm busy={step.isPending} onSend={(verdict, answer) => void act({ do: "answer", id: request.id, verdict, answer }, t("sent", { number: request.number }))} />}
    </>
  );
}

const VERDICTS: RequestVerdict[] = ["upheld", "partly", "rejected"];

function AnswerForm({ busy, onSend }: { busy: boolean; onSend: (verdict: RequestVerdict, answer: string) => void }) {
  const t = useT(messages);
  const [verdict, setVerdict] = useState<RequestVerdict>("upheld");
  const [answer, setAnswer] = useState("");
  const [short, setShort] = useState(false);
  const send = () => (answer.trim() ? onSend(verdict, answer.trim()) : setShort(true));
  const keys = (e: KeyboardEvent) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && !busy) send();
  };
  return (
    <form className={css.form} onSubmit={(e) => { e.preventDefault(); send(); }}>
      <Segmented<RequestVerdict> value={verdict} onChange={setVerdict} aria-label={t("verdict")} options={VERDICTS.map((value) => ({ value, label: t(`verdict.${value}`) }))} />
      <label>
        {t("answer")}
        <Input.TextArea value={answer} onChange={(e) => { setAnswer(e.target.value); setShort(false); }} onKeyDown={keys} rows={5} maxLength={1000} showCount placeholder={t("answerPlace")} status={short ? "error" : ""} aria-invalid={short} data-testid="request-answer" />
      </label>
      {short && <p role="alert" className={css.bad}>{t("answerShort")}</p>}
      <p className={css.faint}>{t("answerHint")}</p>
      <Button type="primary" htmlType="submit" loading={busy} data-testid="request-send">{t("send")}</Button>
    </form>
  );
}
