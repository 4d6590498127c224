import type { Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { isMac, useErrorText } from "@tandem/ui";
import { App, Button, Input } from "antd";
import { useState, type KeyboardEvent } from "react";
import { useIntentChange } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import { linesOf } from "../../rules/intents.ts";
import css from "./Intents.module.css";

/** Ways of saying it, one a line; what was typed stays until the server has it. */
export function AddExamples({ intent }: { intent: Intent }) {
  const t = useT(intentMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const change = useIntentChange();
  const [text, setText] = useState("");
  const texts = linesOf(text);
  const add = () => {
    if (texts.length === 0) return;
    change.mutate({ do: "add", key: intent.key, texts }, {
      onSuccess: (done) => {
        const { added, known } = done as { added: number; known: number };
        void message.success(known > 0 ? t("addedKnown", { n: added, known }) : t("added", { n: added }));
        setText("");
      },
      onError: (error) => void message.error(errorText(error)),
    });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== "Enter" || !(e.metaKey || e.ctrlKey) || e.nativeEvent.isComposing) return;
    e.preventDefault();
    add();
  };
  return (
    <section className={css.add}>
      <h3>{t("addTitle")}</h3>
      <Input.TextArea value={text} autoSize={{ minRows: 2, maxRows: 10 }} placeholder={t("addHint")} aria-label={t("addTitle")} onChange={(e) => setText(e.target.value)} onKeyDown={onKeyDown} data-testid="example-add" />
      {texts.length > 0 && <Button type="primary" loading={change.isPending} onClick={add} data-testid="example-add-do">{t("add", { n: texts.length })} <kbd>{isMac() ? "⌘" : "Ctrl"} ↵</kbd></Button>}
    </section>
  );
}
