import type { PresenceState } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, since, useCommands, useErrorText, useNow } from "@tandem/ui";
import { App, Button, Modal, Select, Tooltip } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { usePresence, useSetPresence } from "../api/presence.ts";
import { messages } from "../messages.ts";
import css from "./Presence.module.css";

const STATES: PresenceState[] = ["online", "busy", "away", "offline"];

/** My status, how long I have been in it, and how full I am. */
export function PresenceSelect() {
  const t = useT(messages);
  const c = useT(common);
  const can = useCan();
  const { data: presence } = usePresence();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const set = useSetPresence();
  const [leaving, setLeaving] = useState<PresenceState | null>(null);

  const apply = (state: PresenceState, reassign = false) => {
    setLeaving(null);
    set.mutate({ state, ...(reassign && { reassign }) }, { onError: (error) => void message.error(errorText(error)) });
  };
  const choose = (state: PresenceState) => {
    const holds = (presence?.load ?? 0) > 0;
    if (holds && (state === "away" || state === "offline")) setLeaving(state);
    else apply(state);
  };
  useCommands(
    can("conversations.reply")
      ? STATES.map((s) => ({ id: `presence.${s}`, group: t("group"), title: t("set", { state: c(`presence.${s}`) }), run: () => choose(s) }))
      : [],
  );
  if (!can("conversations.reply") || !presence) return null;
  const { load, capacity } = presence;
  return (
    <div className={css.presence}>
      <Tooltip title={t("loadTip", { load, capacity })}>
        <span className={css.load} data-testid="presence-load">
          {t("load")} <b className={load >= capacity ? css.full : undefined}>{load}/{capacity}</b>
        </span>
      </Tooltip>
      <Select<PresenceState>
        value={presence.state} onChange={choose} aria-label={t("status")} popupMatchSelectWidth={false} data-testid="presence-select"
        options={STATES.map((s) => ({
          value: s, label: <span className={css.option} data-testid={`presence-${s}`}><i className={css.dot} data-state={s} />{c(`presence.${s}`)}</span>,
        }))}
      />
      <Since at={presence.since} />
      <Modal
        open={leaving !== null} title={t("awayTitle")} onCancel={() => setLeaving(null)} width={420}
        footer={[
          <Button key="keep" onClick={() => apply(leaving!)}>{t("keep")}</Button>,
          <Button key="reassign" type="primary" onClick={() => apply(leaving!, true)}>{t("reassign")}</Button>,
        ]}
      >
        {t("awayText", { n: load })}
      </Modal>
    </div>
  );
}

function Since({ at }: { at: string }) {
  return <time className={css.since}>{clockText(since(at, useNow()))}</time>;
}
