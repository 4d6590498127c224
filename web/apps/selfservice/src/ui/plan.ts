import type { App } from "../app.ts";
import { yuan } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import type { Instalment } from "../types.ts";
import { h, svg } from "./dom.ts";

const WIDTH = 326;
const HEIGHT = 96;
const GAP = 0.28;

export interface Bar {
  x: number;
  width: number;
  /** Heights of principal and of interest on top of it. */
  principal: number;
  interest: number;
  state: Instalment["state"];
}

/** One bar an instalment, as high as what it costs, principal below and interest above. */
export function bars(schedule: readonly Instalment[], width: number, height: number): Bar[] {
  const step = width / Math.max(1, schedule.length);
  const most = Math.max(1, ...schedule.map(cost));
  return schedule.map((one, n) => {
    const whole = (cost(one) / most) * height;
    const principal = cost(one) > 0 ? (whole * one.principal_fen) / cost(one) : 0;
    return { x: n * step + (step * GAP) / 2, width: step * (1 - GAP), principal, interest: whole - principal, state: one.state };
  });
}

/** The plan drawn: what is paid, what is due, what is overdue. */
export function drawPlan(app: App, schedule: readonly Instalment[]): HTMLElement {
  const { t } = app;
  const count = (state: Instalment["state"]): number => schedule.filter((one) => one.state === state).length;
  const label = t("loan.plan_drawn", { all: schedule.length, paid: count("paid"), overdue: count("overdue"), planned: count("planned") + count("due") });
  const drawn = bars(schedule, WIDTH, HEIGHT).map((bar, n) =>
    svg(
      "g",
      { class: `bar ${bar.state}` },
      svg("title", {}, `${t("loan.instalment", { number: schedule[n]!.number })} ${yuan(cost(schedule[n]!))} ${t(`instalment.${bar.state}` as Key)}`),
      svg("rect", { x: bar.x, y: HEIGHT - bar.principal, width: bar.width, height: bar.principal, rx: 1.5 }),
      svg("rect", { class: "interest", x: bar.x, y: HEIGHT - bar.principal - bar.interest, width: bar.width, height: Math.max(0, bar.interest - 1), rx: 1.5 }),
    ),
  );
  const last = schedule[schedule.length - 1];
  return h(
    "figure",
    { class: "plan" },
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, "data-testid": "plan", preserveAspectRatio: "none" }, ...drawn),
    h("div", { class: "plan-ends" }, h("span", {}, schedule[0] ? app.day(schedule[0].due_on) : ""), h("span", {}, last ? app.day(last.due_on) : "")),
    h("figcaption", {}, ...(["paid", "overdue", "due", "planned"] as const).filter((state) => count(state) > 0).map((state) => h("span", { class: `key ${state}` }, h("i", {}), `${t(`instalment.${state}` as Key)} ${count(state)}`))),
  );
}

function cost(one: Instalment): number {
  return one.principal_fen + one.interest_fen + one.late_fen + one.penalty_fen;
}
