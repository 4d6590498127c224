import { RobotOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { Button, Tooltip } from "antd";
import { composerMessages } from "../../messages.composer.ts";
import type { BotDraft } from "../../rules/botDraft.ts";
import css from "./Composer.module.css";

/** What the bot would have said: the silent seat had no time for it, or handed it on. */
export function DraftStrip({ draft, onInsert }: { draft: BotDraft; onInsert: (text: string) => void }) {
  const t = useT(composerMessages);
  const insert = () => onInsert(draft.text);
  useCommands([{ id: "draft.insert", group: t("cmd.group"), title: t("cmd.draft"), keys: "alt+shift+0", run: insert }]);
  return (
    <div className={css.draft} data-testid="bot-draft">
      <RobotOutlined />
      <b>{t("botDraft")}</b>
      <Tooltip title={<span style={{ whiteSpace: "pre-wrap" }}>{draft.text}</span>} styles={{ root: { maxWidth: 420 } }}>
        <span tabIndex={0}>{draft.text}</span>
      </Tooltip>
      <Button size="small" onClick={insert} data-testid="bot-draft-insert">{t("insert")} <kbd>Alt+⇧+0</kbd></Button>
    </div>
  );
}
