import { InfoCircleOutlined } from "@ant-design/icons";
import type { Board } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, since, useNow } from "@tandem/ui";
import { Tooltip } from "antd";
import { messages } from "../messages.ts";
import { backlog, percent, serviceLevel, wait, type Level } from "../rules/thresholds.ts";
import css from "./Board.module.css";

interface TileProps {
  id: string;
  label: string;
  value: string | number;
  level?: Level;
  note?: string | undefined;
  formula?: string;
}

function Tile({ id, label, value, level = "plain", note, formula }: TileProps) {
  return (
    <div className={`${css.tile} ${css[level]}`} data-testid={`board-tile-${id}`} data-level={level}>
      <div className={css.tileLabel}>
        {label}
        {formula && <Tooltip title={formula}><InfoCircleOutlined tabIndex={0} aria-label={formula} /></Tooltip>}
      </div>
      <div className={css.tileValue}>{value}</div>
      <div className={css.tileNote}>{note ?? "\u00a0"}</div>
    </div>
  );
}

const clock = (s: number | null) => (s === null ? "—" : clockText(s));

export function Tiles({ board }: { board: Board }) {
  const t = useT(messages);
  const now = useNow();
  const { totals: all, queues } = board;
  // Ticks on between two answers of the server.
  const oldest = queues.filter((q) => q.oldest_waiting_at !== null).sort((a, b) => a.oldest_waiting_at!.localeCompare(b.oldest_waiting_at!))[0];
  const longest = oldest ? since(oldest.oldest_waiting_at!, now) : null;
  return (
    <div className={css.tiles}>
      <Tile id="waiting" label={t("tile.waiting")} value={all.waiting} level={backlog(all.waiting, all.agents_free)} note={t("free", { n: all.agents_free })} />
      <Tile id="longest" label={t("tile.longest_wait")} value={clock(longest)} level={wait(longest, oldest?.sl_target_s ?? Infinity)} />
      <Tile id="sl" label={t("tile.service_level")} value={percent(all.service_level)} level={serviceLevel(all.service_level, all.sl_goal)}
        note={t("goal", { percent: Math.round(all.sl_goal * 100) })} formula={t("formula.service_level")} />
      <Tile id="in-service" label={t("tile.in_service")} value={all.in_service} note={t("answered", { n: all.answered_today })} />
      <Tile id="agents" label={t("tile.agents")} value={all.agents_online} note={t("free", { n: all.agents_free })} />
      <Tile id="abandoned" label={t("tile.abandoned")} value={all.abandoned_today} formula={t("formula.abandoned")}
        note={all.offered_today > 0 ? t("share", { percent: Math.round((all.abandoned_today / all.offered_today) * 1000) / 10 }) : undefined} />
      <Tile id="asa" label={t("tile.asa")} value={clock(all.asa_s)} formula={t("formula.asa")} note={t("offered", { n: all.offered_today })} />
      <Tile id="aht" label={t("tile.aht")} value={clock(all.aht_s)} formula={t("formula.aht")} />
      <Tile id="bot-active" label={t("tile.bot_active")} value={all.bot_active} note={t("botAnswered", { n: all.bot_answered_today })} />
      <Tile id="handed-over" label={t("tile.handed_over")} value={all.handed_over_today} />
    </div>
  );
}
