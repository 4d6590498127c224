import { CloseOutlined, FileTextOutlined, PaperClipOutlined, SendOutlined, ThunderboltOutlined } from "@ant-design/icons";
import type { ConversationDetail, Message, ReplyOptions } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { isMac, useCommands } from "@tandem/ui";
import { App, Button, Input, Segmented, Tooltip } from "antd";
import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from "react";
import { ChannelIcon, useChannelName } from "@/lib/channel.tsx";
import { usePreferences } from "@/lib/preferences.ts";
import type { Thread } from "../../hooks/thread.ts";
import { useComposer } from "../../hooks/useComposer.ts";
import { composerMessages } from "../../messages.composer.ts";
import { templateMessages } from "../../messages.templates.ts";
import type { ComposerMode } from "@/lib/composerDrafts.ts";
import type { BotDraft } from "../../rules/botDraft.ts";
import { sendsOn } from "../../rules/sendKey.ts";
import { shut } from "../../rules/templates.ts";
import { AttachmentTray } from "./AttachmentTray.tsx";
import css from "./Composer.module.css";
import { DraftStrip } from "./DraftStrip.tsx";
import { EmojiButton } from "./EmojiButton.tsx";
import { KnowledgeStrip } from "./KnowledgeStrip.tsx";
import { ReplyWindow } from "./ReplyWindow.tsx";
import { SuggestMenu } from "./SuggestMenu.tsx";
import { TemplatePanel } from "./TemplatePanel.tsx";

interface Props {
  detail: ConversationDetail;
  thread: Thread;
  question: string | null;
  draft: BotDraft | null;
  canReply: boolean;
  quoted: Message | null;
  onClearQuote: () => void;
  options: ReplyOptions | null;
  /** Whether templates are open, and in place of what. */
  templates: Message | "open" | null;
  onTemplates: (open: Message | "open" | null) => void;
}

export function Composer({ detail, thread, question, draft, canReply, quoted, onClearQuote, options, templates, onTemplates }: Props) {
  const t = useT(composerMessages);
  const tt = useT(templateMessages);
  const composer = useComposer(detail, thread, canReply, quoted, onClearQuote);
  const { change, text, field, files, mode } = composer;
  const [dragging, setDragging] = useState(false);
  const { message } = App.useApp();
  const channel = useChannelName()(detail.channel);
  const chooser = useRef<HTMLInputElement>(null);

  useEffect(() => field.current?.focus(), [field]);

  const closed = mode === "reply" && shut(options);
  const choosing = mode === "reply" && options !== null && options.verdict !== "nothing" && (closed || templates !== null);
  const onSent = (message: Message) => {
    thread.stream(message);
    onTemplates(null);
    field.current?.focus();
  };

  const flip = () => canReply && change({ mode: mode === "reply" ? "note" : "reply" });
  useCommands([
    { id: "composer.focus", group: t("cmd.group"), title: t("cmd.focus"), keys: "alt+r", run: () => field.current?.focus() },
    { id: "composer.mode", group: t("cmd.group"), title: t("cmd.mode"), keys: "alt+n", run: flip },
  ]);

  const drop = (e: DragEvent) => {
    e.preventDefault();
    setDragging(false);
    if (mode === "reply") files.add(e.dataTransfer.files);
    else if (e.dataTransfer.files.length > 0) void message.info(t("noFilesInNotes"));
  };

  return (
    <div
      className={`${css.composer} ${mode === "note" ? css.noteMode : ""}`} data-mode={mode}
      onDragOver={(e) => {
        e.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)} onDrop={drop}
    >
      {canReply && mode === "reply" && <ReplyWindow options={options} />}
      {choosing && (
        <TemplatePanel
          conversationId={detail.id} inPlaceOf={templates === "open" ? null : templates} onSent={onSent} onClose={closed && templates === null ? null : () => onTemplates(null)}
        />
      )}
      {canReply && !closed && draft && <DraftStrip draft={draft} onInsert={composer.insert} />}
      {canReply && !closed && <KnowledgeStrip question={question} onInsert={composer.insert} />}
      {quoted && <QuoteBar message={quoted} onClear={onClearQuote} />}
      <AttachmentTray uploads={files.uploads} onRemove={files.remove} />
      {!closed && (
        <div className={css.fieldWrap}>
          {composer.suggest.menu && <SuggestMenu menu={composer.suggest.menu} onChoose={composer.choose} />}
          <Field composer={composer} mode={mode} channel={channel} />
        </div>
      )}
      <div className={css.bar}>
        <Segmented<ComposerMode>
          size="small" value={mode} onChange={(m) => change({ mode: m })}
          options={[
            { value: "reply", label: <span data-testid="mode-reply">{t("reply")}</span>, disabled: !canReply },
            { value: "note", label: <span data-testid="mode-note">{t("note")}</span> },
          ]}
        />
        {mode === "reply" && !closed && (
          <>
            {options?.has_templates && (
              <Tooltip title={tt("template")}>
                <Button type="text" size="small" icon={<FileTextOutlined />} aria-label={tt("template")} aria-expanded={choosing} onClick={() => onTemplates(templates ? null : "open")} data-testid="templates-open" />
              </Tooltip>
            )}
            <Tooltip title={`${t("canned")} /`}>
              <Button type="text" size="small" icon={<ThunderboltOutlined />} aria-label={t("canned")} onClick={() => composer.insert("/")} />
            </Tooltip>
            <Tooltip title={t("attach")}>
              <Button type="text" size="small" icon={<PaperClipOutlined />} aria-label={t("attach")} onClick={() => chooser.current?.click()} />
            </Tooltip>
            <EmojiButton onChoose={composer.insert} />
            <input
              ref={chooser} type="file" multiple hidden data-testid="attach-input"
              onChange={(e) => {
                files.add(e.target.files ?? []);
                e.target.value = "";
              }}
            />
          </>
        )}
        {!closed && (
          <>
            <Faults composer={composer} text={text} />
            {mode === "reply" && <span className={css.goesBy} data-testid="goes-by" data-channel={detail.channel}><ChannelIcon channel={detail.channel} /> {t("goesBy", { channel })}</span>}
            <Button
              type="primary" size="small" icon={<SendOutlined />} disabled={!composer.sendable} onClick={composer.send} data-testid="send"
            >
              {t(mode === "note" ? "addNote" : "send")}
            </Button>
          </>
        )}
      </div>
      {dragging && mode === "reply" && <div className={css.drop}>{t("dropHere")}</div>}
    </div>
  );
}

function Field({ composer, mode, channel }: { composer: ReturnType<typeof useComposer>; mode: ComposerMode; channel: string }) {
  const t = useT(composerMessages);
  const [{ send_key }] = usePreferences();
  const onKeyDown = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method is composing, Enter and the arrows belong to it (229: Safari, after compositionend).
    if (e.nativeEvent.isComposing || e.keyCode === 229) return;
    if (composer.suggest.onKey(e, composer.choose)) return;
    if (!sendsOn(e.nativeEvent, send_key, isMac())) return;
    e.preventDefault();
    composer.send();
  };
  const onPaste = (e: ClipboardEvent) => {
    if (mode !== "reply" || e.clipboardData.files.length === 0) return;
    e.preventDefault();
    composer.files.add(e.clipboardData.files);
  };
  return (
    <Input.TextArea
      ref={(ref) => void (composer.field.current = ref?.resizableTextArea?.textArea ?? null)}
      value={composer.text} autoSize={{ minRows: 2, maxRows: 9 }} variant="borderless" className={css.field} data-testid="composer"
      placeholder={t(mode === "note" ? "noteHint" : "replyHint", { channel })} aria-label={t(mode)}
      onChange={(e) => composer.type(e.target.value, e.target.selectionStart)} onKeyDown={onKeyDown} onPaste={onPaste}
      onSelect={(e) => composer.setCaret(e.currentTarget.selectionStart)}
    />
  );
}

function Faults({ composer, text }: { composer: ReturnType<typeof useComposer>; text: string }) {
  const t = useT(composerMessages);
  const write = useWriting();
  const [{ send_key }] = usePreferences();
  const long = text.length > 9_000;
  if (composer.open.length > 0) return <span className={css.fault}>{t("openVariables", { names: write.listed(composer.open) })}</span>;
  if (composer.fault === "long") return <span className={css.fault}>{t("tooLong")}</span>;
  if (long) return <span className={css.hint}>{t("counter", { n: [...text].length })}</span>;
  return <span className={css.hint}>{t(`key.${send_key}`, { mod: isMac() ? "⌘" : "Ctrl" })}</span>;
}

function QuoteBar({ message, onClear }: { message: Message; onClear: () => void }) {
  const t = useT(composerMessages);
  return (
    <div className={css.quoteBar}>
      <span>{message.text || message.payload.attachment?.name}</span>
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("cancelQuote")} onClick={onClear} />
    </div>
  );
}
