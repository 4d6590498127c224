import { CommentOutlined, ReloadOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { EmptyState, useCommands } from "@tandem/ui";
import { Button, Input, type InputRef, Switch } from "antd";
import { useEffect, useRef } from "react";
import { usePlayground } from "../../hooks/usePlayground.ts";
import { messages } from "../../messages.ts";
import { trialMessages } from "../../messages.trial.ts";
import { Talk } from "./Talk.tsx";
import { Trace } from "./Trace.tsx";
import css from "./Trial.module.css";

/** A talk with the bot that leaves nothing behind, and beside it why it does what it does. */
export function TrialSection() {
  const t = useT(trialMessages);
  const frame = useT(messages);
  const chat = usePlayground();
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);
  useCommands([
    { id: "trial.focus", group: frame("trial"), title: t("send"), keys: "/", run: () => field.current?.focus() },
    { id: "trial.clear", group: frame("trial"), title: t("clear"), keys: "alt+n", run: chat.clear },
  ]);
  const shown = chat.said.find((s) => s.id === chat.at) ?? null;
  return (
    <div className={css.columns} data-testid="playground">
      <section className={css.chat}>
        <div className={css.tools}>
          <p className={css.faint}>{t("intro")}</p>
          <label title={t("verifiedWhy")}><Switch size="small" checked={chat.verified} onChange={chat.setVerified} /> {t("verified")}</label>
          <Button size="small" icon={<ReloadOutlined />} disabled={chat.said.length === 0} onClick={chat.clear} data-testid="playground-clear">{t("clear")}</Button>
        </div>
        <Talk said={chat.said} at={chat.at} onPick={chat.pick} onAgain={chat.again} onChoose={chat.choose} />
        <div className={css.compose}>
          <Input ref={field} size="large" value={chat.text} maxLength={500} placeholder={t("hint")} aria-label={t("hint")} onChange={(e) => chat.setText(e.target.value)}
            onKeyDown={(e) => {
              if (e.key === "ArrowUp" && chat.text === "") chat.recall();
            }}
            onPressEnter={(e) => !e.nativeEvent.isComposing && chat.send()} data-testid="playground-input" />
          <Button type="primary" size="large" onClick={chat.send} data-testid="playground-send">{t("send")}</Button>
        </div>
      </section>
      <section className={css.trace} aria-label={t("trace")}>
        {shown?.result ? <Trace key={shown.id} result={shown.result} text={shown.turn.text} /> : <EmptyState icon={<CommentOutlined />} title={chat.said.length > 0 ? t("chooseTurn") : t("emptyTitle")} text={chat.said.length > 0 ? "" : t("emptyText")} />}
      </section>
    </div>
  );
}
