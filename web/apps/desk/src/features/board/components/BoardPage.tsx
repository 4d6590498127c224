import { CompressOutlined, DownloadOutlined, ExpandOutlined } from "@ant-design/icons";
import type { Board } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows, timeText, useCommands } from "@tandem/ui";
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useBoard } from "../api/board.ts";
import { useWall } from "../hooks/useWall.ts";
import { messages } from "../messages.ts";
import { boardRows } from "../rules/boardCsv.ts";
import { saveAs, toCsv } from "../rules/csv.ts";
import { AgentTable } from "./AgentTable.tsx";
import css from "./Board.module.css";
import { QueueTable } from "./QueueTable.tsx";
import { Tiles } from "./Tiles.tsx";
import { WaitingList } from "./WaitingList.tsx";

// The chart library is half the size of the rest together.
const TrendChart = lazy(() => import("./TrendChart.tsx"));

export function BoardPage() {
  const board = useBoard();
  if (board.isPending) return <LoadingRows rows={8} />;
  if (board.isError && !board.data) return <ErrorState error={board.error} onRetry={() => void board.refetch()} />;
  return <Loaded board={board.data!} />;
}

function Loaded({ board }: { board: Board }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const { ref, wall, toggle } = useWall();
  const csv = () => saveAs(`board-${board.at.slice(0, 16).replace(":", "")}.csv`, toCsv(boardRows(board, t)));
  useCommands([
    { id: "board.wall", group: t("cmd.group"), title: t("cmd.wall"), keys: "alt+w", run: toggle },
    { id: "board.csv", group: t("cmd.group"), title: t("cmd.csv"), run: csv },
  ]);
  return (
    <div ref={ref} className={`${css.board} ${wall ? css.wall : ""}`} data-testid="board">
      <header className={css.head}>
        <h1>{t("title")}</h1>
        <span className={css.live}><i /> {t("live")} · {t("updated", { time: timeText(board.at, locale) })}</span>
        <span className={css.grow} />
        {!wall && <Button icon={<DownloadOutlined />} onClick={csv}>{t("csv")}</Button>}
        <Button icon={wall ? <CompressOutlined /> : <ExpandOutlined />} onClick={toggle} data-testid="board-wall">{t(wall ? "leaveWall" : "wall")}</Button>
      </header>
      <Tiles board={board} />
      <div className={css.columns}>
        <div>
          <section className={css.card}>
            <h2>{t("queues")}</h2>
            <QueueTable queues={board.queues} />
          </section>
          <section className={css.card}>
            <h2>{t("agents")}</h2>
            <AgentTable agents={board.agents} wall={wall} />
          </section>
        </div>
        <div>
          <section className={css.card}>
            <h2>{t("chart")}</h2>
            <Suspense fallback={<LoadingRows rows={2} />}><TrendChart series={board.series} large={wall} /></Suspense>
          </section>
          <section className={css.card}>
            <h2>{t("waitingList")} {board.waiting.length < board.totals.waiting ? t("waitingShown", { n: board.waiting.length, total: board.totals.waiting }) : `(${board.totals.waiting})`}</h2>
            <WaitingList rows={board.waiting} total={board.totals.waiting} queues={board.queues} agents={board.agents} />
          </section>
        </div>
      </div>
    </div>
  );
}
