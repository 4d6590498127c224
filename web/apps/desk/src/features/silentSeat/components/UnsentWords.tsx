import { CopyOutlined, EditOutlined, MessageOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { App, Button } from "antd";
import { useNavigate } from "react-router";
import type { Unsent, Words } from "../hooks/useWords.ts";
import { messages } from "../messages.ts";
import css from "./SilentSeat.module.css";

interface Props {
  unsent: Unsent;
  words: Words;
  /** Where the customer's next draft is before me: to go on writing there. */
  onUse?: () => void;
}

/** The draft is over, what I wrote for it is not lost. */
export function UnsentWords({ unsent, words, onUse }: Props) {
  const t = useT(messages);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { draft, text } = unsent;
  const copy = () => void navigator.clipboard.writeText(text).then(() => message.success(t("copied")), () => message.warning(t("notCopied")));
  const open = () => {
    words.carry(draft, text);
    words.drop(draft.id);
    void navigate(`/conversations/${draft.conversation_id}?view=all`);
  };
  return (
    <section className={css.unsent} data-testid="unsent" aria-label={t("unsent")}>
      <h3>{t("unsent")} <small>{draft.question || t("attachment")}</small></h3>
      <p>{text}</p>
      <div>
        {onUse && <Button size="small" type="primary" icon={<EditOutlined />} onClick={onUse} data-testid="unsent-use">{t("unsentUse")} <kbd>W</kbd></Button>}
        <Button size="small" icon={<MessageOutlined />} onClick={open} title={t("unsentOpenHint")} data-testid="unsent-open">{t("unsentOpen")}</Button>
        <Button size="small" icon={<CopyOutlined />} onClick={copy} data-testid="unsent-copy">{t("copy")}</Button>
        <Button size="small" type="text" onClick={() => words.drop(draft.id)} data-testid="unsent-drop">{t("unsentDrop")}</Button>
      </div>
    </section>
  );
}
