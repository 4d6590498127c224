import type { Board } from "@tandem/api";
import type { Translate } from "@tandem/i18n";
import { nameOf } from "@/lib/names.ts";
import type { messages } from "../messages.ts";
import type { Cell } from "./csv.ts";
import { percent } from "./thresholds.ts";

type T = Translate<keyof (typeof messages)["zh-CN"] & string>;

/** The two tables of the board as they stand. */
export function boardRows(board: Board, t: T): Cell[][] {
  return [
    [t("title"), board.at],
    [],
    [t("queue"), t("waiting"), `${t("longest")} (s)`, t("sl"), t("inService"), t("tile.abandoned"), `${t("asa")} (s)`, `${t("aht")} (s)`, t("online"), t("freeShort")],
    ...board.queues.map((q) => [
      q.name, q.waiting, q.longest_wait_s, percent(q.service_level), q.in_service, q.abandoned_today, q.asa_s, q.aht_s, q.agents_online, q.agents_free,
    ]),
    [],
    [t("agent"), t("team"), t("state"), t("since"), t("load"), t("handled"), t("agentQueues")],
    ...board.agents.map((a) => [a.name, nameOf(a.team), a.state, a.since, `${a.load} / ${a.capacity}`, a.handled_today, a.queues.map(nameOf).join(" ")]),
  ];
}
