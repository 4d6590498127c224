import { CheckCircleOutlined, InboxOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Space } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { keys } from "../../api/keys.ts";
import { useInbox, useInboxCounts, type Why } from "../../api/inbox.ts";
import { useLabelling } from "../../hooks/useLabelling.ts";
import { inboxMessages } from "../../messages.inbox.ts";
import { sitting, type Sitting } from "../../rules/labelling.ts";
import css from "./Inbox.module.css";
import { InboxHead } from "./InboxHead.tsx";
import { Stage } from "./Stage.tsx";
import { TurnList } from "./TurnList.tsx";

const WHY_KEY = "tandem.desk.training.why";

// The next page is asked for while so many are still to do.
const AHEAD = 12;

/** Labelling: what to judge on the left, the turn before one on the right, everything by keys. */
export function InboxSection() {
  const client = useQueryClient();
  const [why, setWhy] = useState<Why>((sessionStorage.getItem(WHY_KEY) as Why | null) ?? "all");
  // A list fetched anew begins a new sitting; what was done before still counts for today's.
  const [round, setRound] = useState({ n: 0, labelled: 0, skipped: 0 });
  const begin = (done: Done) => setRound((r) => ({ n: r.n + 1, labelled: r.labelled + done.labelled, skipped: r.skipped + done.skipped }));
  const choose = (next: Why, done: Done) => {
    sessionStorage.setItem(WHY_KEY, next);
    begin(done);
    setWhy(next);
  };
  const refresh = (done: Done) => {
    client.removeQueries({ queryKey: keys.inbox(why) });
    void client.invalidateQueries({ queryKey: keys.counts });
    begin(done);
  };
  return <Round key={round.n} why={why} before={round} onWhy={choose} onRefresh={refresh} />;
}

type Done = Pick<Sitting, "labelled" | "skipped">;

interface RoundProps {
  why: Why;
  before: Done;
  onWhy: (why: Why, done: Done) => void;
  onRefresh: (done: Done) => void;
}

function Round({ why, before, onWhy, onRefresh }: RoundProps) {
  const inbox = useInbox(why);
  const counts = useInboxCounts().data ?? inbox.data?.pages[0]?.counts ?? {};
  const turns = useMemo(() => inbox.data?.pages.flatMap((p) => p.items) ?? [], [inbox.data]);
  const { state, act } = useLabelling(turns);
  const done = sitting(state);
  const { hasNextPage, isFetching, fetchNextPage } = inbox;
  useEffect(() => {
    if (hasNextPage && !isFetching && turns.length > 0 && done.open <= AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetching, done.open, turns.length, fetchNextPage]);
  const refresh = () => onRefresh(done);
  const now = state.turns.find((turn) => turn.turn_id === state.at) ?? null;
  const over = now !== null && done.open === 0 && !hasNextPage && !isFetching;
  return (
    <div className={css.inbox} data-testid="inbox">
      <InboxHead why={why} onWhy={(next) => onWhy(next, done)} counts={counts} labelled={before.labelled + done.labelled} skipped={before.skipped + done.skipped} onRefresh={refresh} />
      {inbox.isPending && <LoadingRows rows={6} />}
      {inbox.isError && !now && <ErrorState error={inbox.error} onRetry={() => void inbox.refetch()} />}
      {inbox.isSuccess && !now && <Empty why={why} known={counts.all ?? 0} onWhy={() => onWhy("all", done)} />}
      {now && (
        <div className={css.columns}>
          <TurnList state={state} act={act} />
          <div className={css.stage}>
            {over && <AllDone n={before.labelled + done.labelled} onRefresh={refresh} />}
            <Stage key={now.turn_id} turn={now} state={state} act={act} />
          </div>
        </div>
      )}
    </div>
  );
}

/** `known`: turns that say what some example says already; they wait for the next version, not for a label. */
function Empty({ why, known, onWhy }: { why: Why; known: number; onWhy: () => void }) {
  const t = useT(inboxMessages);
  const navigate = useNavigate();
  if (why === "all") return <EmptyState icon={<InboxOutlined />} title={t("emptyTitle")} text={known > 0 ? t("emptyKnown", { n: known }) : t("emptyText")} action={known > 0 && <Button onClick={() => void navigate("/training/versions")}>{t("toTrain")}</Button>} />;
  return <EmptyState icon={<InboxOutlined />} title={t("emptyWhy")} text={t("emptyWhyText")} action={<Button onClick={onWhy}>{t("showAll")}</Button>} />;
}

function AllDone({ n, onRefresh }: { n: number; onRefresh: () => void }) {
  const t = useT(inboxMessages);
  const navigate = useNavigate();
  const action = (
    <Space>
      <Button type="primary" onClick={() => void navigate("/training/versions")}>{t("toTrain")}</Button>
      <Button onClick={onRefresh}>{t("refresh")}</Button>
    </Space>
  );
  return <div className={css.allDone} data-testid="inbox-done"><EmptyState icon={<CheckCircleOutlined />} title={t("allDoneTitle")} text={t("allDoneText", { n })} action={action} /></div>;
}
