import { CheckOutlined, CommentOutlined, CopyOutlined, DislikeFilled, LikeFilled, LockOutlined, RobotOutlined } from "@ant-design/icons";
import type { Message } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Avatar, clockText, timeText } from "@tandem/ui";
import { App, Button, Tooltip } from "antd";
import { memo, type ReactNode } from "react";
import { ChannelIcon } from "@/lib/channel.tsx";
import { useUnsent } from "../../hooks/unsent.ts";
import { templateMessages } from "../../messages.templates.ts";
import { threadMessages } from "../../messages.thread.ts";
import { AttachmentView } from "./AttachmentView.tsx";
import { BotMeta } from "./BotMeta.tsx";
import css from "./Thread.module.css";

interface Props {
  message: Message;
  head: boolean;
  customerName: string;
  /** False for a visitor without a name: no initial to show. */
  customerNamed: boolean;
  readSeq: number;
  quoted: Message | null;
  onQuote: (message: Message) => void;
}

export const MessageBubble = memo(function MessageBubble({ message, head, customerName, customerNamed, readSeq, quoted, onQuote }: Props) {
  const t = useT(threadMessages);
  const side = message.role === "customer" ? css.left : css.right;
  const note = message.kind === "note";
  const name = message.role === "customer" ? customerName : message.role === "bot" ? t("bot") : (message.author?.name ?? "");
  return (
    <div
      className={`${css.message} ${side} ${note ? css.note : css[message.role]} ${head ? css.head : ""}`}
      data-testid="message" data-seq={message.seq} data-role={message.role} data-kind={message.kind}
    >
      <div className={css.face}>
        {head && (message.role === "bot" ? <span className={css.robot}><RobotOutlined /></span> : <Avatar name={message.role === "customer" && !customerNamed ? null : name} size={30} />)}
      </div>
      <div className={css.column}>
        {head && <div className={css.author}>{name}{note && <NoteMark />}</div>}
        <div className={css.bubbleLine}>
          <div className={css.bubble}>
            {quoted && <Quoted message={quoted} />}
            <Content message={message} />
          </div>
          <Hover message={message} onQuote={onQuote} />
        </div>
        {message.role === "bot" && <BotMeta message={message} />}
        <Foot message={message} readSeq={readSeq} />
        <NotSent message={message} />
      </div>
    </div>
  );
});

function NoteMark() {
  const t = useT(threadMessages);
  return <span className={css.noteMark}><LockOutlined /> {t("note")} · {t("noteHint")}</span>;
}

const REASONS = ["window_closed", "marketing_refused", "marketing_later"] as const;

/** Why it did not reach the customer, and the way out. */
function NotSent({ message }: { message: Message }) {
  const t = useT(templateMessages);
  const { of, replace } = useUnsent();
  const found = of.get(message.id);
  if (!found) return null;
  const known = found.state === "held" ? "held" : REASONS.find((one) => one === found.code);
  return (
    <div className={css.unsent} data-testid="not-sent" data-code={found.code}>
      <span>{known ? t(`why.${known}`) : t("why.other", { code: found.code })}</span>
      {replace && found.code === "window_closed" && <Button type="link" size="small" onClick={() => replace(message)} data-testid="replace-by-template">{t("replace")}</Button>}
    </div>
  );
}

function Content({ message }: { message: Message }) {
  const t = useT(threadMessages);
  const tt = useT(templateMessages);
  const { attachment, options, left_out: leftOut, subject, template } = message.payload;
  return (
    <>
      {template && <small className={css.template} data-testid="template-name">{tt("made", { name: template.name })}</small>}
      {subject && subject !== message.text && <strong data-testid="mail-subject">{subject}</strong>}
      {attachment && <AttachmentView attachment={attachment} />}
      {message.text && <div className={css.text}>{message.text}</div>}
      {leftOut && (
        <details className={css.leftOut} data-testid="left-out">
          <summary>{t("leftOut")}</summary>
          <div className={css.text}>{leftOut}</div>
        </details>
      )}
      {options && (
        <ul className={css.options} aria-label={t("offered")}>
          {options.map((o) => <li key={o.id}>{o.label}</li>)}
        </ul>
      )}
    </>
  );
}

export function Quoted({ message }: { message: Message }) {
  const t = useT(threadMessages);
  return (
    <blockquote className={css.quote} aria-label={t("quoted")}>
      {message.text || (message.kind === "voice" ? t("voice", { length: clockText(Math.round((message.payload.attachment?.duration_ms ?? 0) / 1000)) }) : message.payload.attachment?.name)}
    </blockquote>
  );
}

function Hover({ message, onQuote }: Pick<Props, "message" | "onQuote">) {
  const t = useT(threadMessages);
  const { message: toast } = App.useApp();
  const copy = () => {
    void navigator.clipboard?.writeText(message.text).then(() => toast.success(t("copied")));
  };
  return (
    <div className={css.hover}>
      {message.kind !== "note" && (
        <Button type="text" size="small" icon={<CommentOutlined />} aria-label={t("quote")} title={t("quote")} onClick={() => onQuote(message)} />
      )}
      {message.text && <Button type="text" size="small" icon={<CopyOutlined />} aria-label={t("copy")} title={t("copy")} onClick={copy} />}
    </div>
  );
}

/** Time, and for what went out how far it came. */
function Foot({ message, readSeq }: Pick<Props, "message" | "readSeq">) {
  const t = useT(threadMessages);
  const { locale } = useLocale();
  const out = message.role !== "customer" && message.kind !== "note";
  const state = out && message.seq <= readSeq ? "read" : message.state;
  return (
    <div className={css.foot}>
      {message.payload.via && <ChannelIcon channel={message.payload.via} />}
      <time dateTime={message.created_at}>{timeText(message.created_at, locale)}</time>
      {out && <span className={state === "failed" ? css.bad : state === "read" ? css.read : undefined} data-testid="message-state"
        data-state={state}>{ticks(state)} {t(`state.${state}`)}</span>}
      <Feedback value={message.payload.feedback_value ?? message.payload.helpful} />
    </div>
  );
}

function ticks(state: Message["state"]): ReactNode {
  if (state === "sent") return <CheckOutlined />;
  if (state === "delivered" || state === "read") return <span className={css.double}><CheckOutlined /><CheckOutlined /></span>;
  return null;
}

function Feedback({ value }: { value: unknown }) {
  const t = useT(threadMessages);
  if (typeof value !== "boolean") return null;
  return (
    <Tooltip title={t(value ? "helpful" : "unhelpful")}>
      <span className={value ? css.read : css.bad}>{value ? <LikeFilled /> : <DislikeFilled />}</span>
    </Tooltip>
  );
}
