import { CheckCircleOutlined, EyeInvisibleOutlined, StopOutlined, TeamOutlined } from "@ant-design/icons";
import { isProblem, type Draft, type DraftState, type SilentSeat } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useCommands, useErrorText } from "@tandem/ui";
import { App, Button } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useMe } from "@/lib/session.tsx";
import { useDrafts, useSilentSeat } from "../api/drafts.ts";
import { useAttendance } from "../hooks/useAttendance.ts";
import { useGoneText } from "../hooks/useDecide.ts";
import { useCalls } from "../hooks/useCalls.ts";
import { useDraftFrames } from "../hooks/useDraftFrames.ts";
import { useLook } from "../hooks/useLook.ts";
import { useWords } from "../hooks/useWords.ts";
import { messages } from "../messages.ts";
import { current, idleReason } from "../rules/line.ts";
import { Card } from "./Card.tsx";
import { Head } from "./Head.tsx";
import { Line } from "./Line.tsx";
import css from "./SilentSeat.module.css";
import { UnsentWords } from "./UnsentWords.tsx";

export function SilentSeatPage() {
  const seat = useSilentSeat();
  const drafts = useDrafts();
  // What was shown before is no longer this person's to see when their role is gone.
  const failed = [seat, drafts].find((q) => q.isError && (!q.data || isProblem(q.error, "forbidden")));
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!seat.data || !drafts.data) return <LoadingRows rows={6} />;
  return <Loaded seat={seat.data} drafts={drafts.data} />;
}

function Loaded({ seat, drafts }: { seat: SilentSeat; drafts: Draft[] }) {
  const errorText = useErrorText();
  const { message } = App.useApp();
  const { change, busy, error } = useAttendance(seat.present);
  useEffect(() => {
    if (error) void message.error(errorText(error));
  }, [error]); // eslint-disable-line react-hooks/exhaustive-deps -- the texts change with every render
  return (
    <div className={css.page} data-testid="silent-seat">
      <Head seat={seat} onLeave={() => change(false)} busy={busy} />
      {seat.present ? <AtSeat drafts={drafts} /> : <Away seat={seat} onSit={() => change(true)} busy={busy} />}
    </div>
  );
}

/** Not at the seat: what it is, and the way in. */
function Away({ seat, onSit, busy }: { seat: SilentSeat; onSit: () => void; busy: boolean }) {
  const t = useT(messages);
  useCommands(seat.on ? [{ id: "seat.sit", group: t("cmd.group"), title: t("sit"), keys: "enter", run: onSit }] : []);
  if (!seat.on) return <EmptyState icon={<StopOutlined />} title={t("offTitle")} text={t("offText")} />;
  const other = seat.waiting > 0 ? ` ${t("startOther", { n: seat.waiting })}` : "";
  const action = <Button type="primary" size="large" onClick={onSit} loading={busy} data-testid="seat-sit">{t("sit")} <kbd>↵</kbd></Button>;
  return <EmptyState icon={<EyeInvisibleOutlined />} title={t("startTitle")} text={t("startText", { seconds: seat.budget_s }) + other} action={action} />;
}

function AtSeat({ drafts }: { drafts: Draft[] }) {
  const me = useMe();
  const gone = useGoneText();
  const { message } = App.useApp();
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [have, setHave] = useState<string | null>(null);
  const words = useWords(drafts);
  const now = current(drafts, me.id, skipped, have);
  const id = now?.id ?? null;

  const onGone = (gone_id: string, state: DraftState, by: string | null) => {
    if (gone_id === have) void message.info({ content: gone(state, by), key: "silent-seat", duration: 4 });
  };
  useDraftFrames(me.id, onGone);
  useCalls(now !== null);
  // Remembered, so that a draft which is due sooner does not push away the one being read.
  useEffect(() => setHave(id), [id]);
  const pass = useCallback((passed: string) => {
    setSkipped((old) => new Set(old).add(passed));
    setHave(null);
  }, []);
  useLook(id, pass);
  const pick = (draft: Draft) => {
    setSkipped((old) => new Set([...old].filter((x) => x !== draft.id)));
    setHave(draft.id);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  return (
    <div className={css.columns}>
      <Line drafts={drafts} me={me.id} currentId={id} skipped={skipped} onPick={pick} />
      <div className={css.stage}>
        {words.left.filter((u) => u.draft.conversation_id !== now?.conversation_id).map((u) => <UnsentWords key={u.draft.id} unsent={u} words={words} />)}
        {now ? <Card key={now.id} draft={now} words={words} onSkip={() => pass(now.id)} /> : <Nothing reason={idleReason(drafts, me.id, skipped)} />}
      </div>
    </div>
  );
}

function Nothing({ reason }: { reason: ReturnType<typeof idleReason> }) {
  const t = useT(messages);
  const icon = reason === "empty" ? <CheckCircleOutlined /> : <TeamOutlined />;
  return <EmptyState icon={icon} title={t(`${reason}Title`)} text={t(`${reason}Text`)} />;
}
