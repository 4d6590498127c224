import type { InboxTurn, TurnLabel } from "@tandem/api";

/** What a trainer said of a turn. `intent` null: out of scope, unless it was passed by. */
export interface Verdict {
  intent: string | null;
  name: string;
  skip: boolean;
}

export interface Mark extends Verdict {
  state: "sending" | "kept";
}

/** The work of one sitting: judged turns stay in their place, so that nothing moves under the eyes. */
export interface Labelling {
  turns: readonly InboxTurn[];
  marks: ReadonlyMap<string, Mark>;
  at: string | null;
  selected: ReadonlySet<string>;
  /** Judged together, the last at the end: what can be taken back. */
  history: readonly (readonly string[])[];
}

export const nothingYet: Labelling = { turns: [], marks: new Map(), at: null, selected: new Set(), history: [] };

const open = (s: Labelling, turn: InboxTurn) => !s.marks.has(turn.turn_id);

/** The first unjudged turn after this place, else the first before it. */
function nextOpen(s: Labelling, from: string | null): string | null {
  const i = s.turns.findIndex((t) => t.turn_id === from);
  const after = s.turns.slice(i + 1).find((t) => open(s, t));
  return (after ?? s.turns.find((t) => open(s, t)))?.turn_id ?? null;
}

/** Turns that came from the server, behind those that are here; nobody loses their place. */
export function arrived(s: Labelling, turns: readonly InboxTurn[]): Labelling {
  const known = new Set(s.turns.map((t) => t.turn_id));
  const fresh = turns.filter((t) => !known.has(t.turn_id));
  if (fresh.length === 0) return s;
  const next = { ...s, turns: [...s.turns, ...fresh] };
  const waiting = s.at !== null && !s.marks.has(s.at);
  return waiting ? next : { ...next, at: nextOpen(next, s.at) ?? s.at };
}

export function goTo(s: Labelling, id: string): Labelling {
  return s.turns.some((t) => t.turn_id === id) ? { ...s, at: id } : s;
}

export function step(s: Labelling, by: 1 | -1): Labelling {
  const i = s.turns.findIndex((t) => t.turn_id === s.at);
  const to = s.turns[i + by];
  return to ? { ...s, at: to.turn_id } : s;
}

export function toggle(s: Labelling, id: string): Labelling {
  if (s.marks.has(id)) return s;
  const selected = new Set(s.selected);
  if (!selected.delete(id)) selected.add(id);
  return { ...s, selected };
}

/** From where one is to this turn, everything unjudged. */
export function selectTo(s: Labelling, id: string): Labelling {
  const place = (x: string | null) => s.turns.findIndex((t) => t.turn_id === x);
  const [from, to] = [place(s.at), place(id)].sort((a, b) => a - b) as [number, number];
  if (from < 0) return s;
  const span = s.turns.slice(from, to + 1).filter((t) => open(s, t));
  return { ...s, selected: new Set([...s.selected, ...span.map((t) => t.turn_id)]) };
}

export const unselect = (s: Labelling): Labelling => ({ ...s, selected: new Set() });

/** Whom a verdict is about: what is selected, else the turn before one. */
export function subjects(s: Labelling): string[] {
  if (s.selected.size > 0) return s.turns.filter((t) => s.selected.has(t.turn_id)).map((t) => t.turn_id);
  return s.at === null ? [] : [s.at];
}

/** Judged at once here; the next unjudged turn comes. A turn judged again takes the new verdict. */
export function judged(s: Labelling, ids: readonly string[], verdict: Verdict): Labelling {
  if (ids.length === 0) return s;
  const marks = new Map(s.marks);
  for (const id of ids) marks.set(id, { ...verdict, state: "sending" });
  const next: Labelling = { ...s, marks, selected: new Set(), history: [...s.history, [...ids]] };
  return { ...next, at: nextOpen(next, s.at) ?? s.at };
}

export function kept(s: Labelling, ids: readonly string[]): Labelling {
  const marks = new Map(s.marks);
  for (const id of ids) {
    const mark = marks.get(id);
    if (mark) marks.set(id, { ...mark, state: "kept" });
  }
  return { ...s, marks };
}

/** Without these verdicts, and back before the first of them. */
export function unjudged(s: Labelling, ids: readonly string[]): Labelling {
  const marks = new Map(s.marks);
  for (const id of ids) marks.delete(id);
  const gone = new Set(ids);
  const history = s.history.map((h) => h.filter((id) => !gone.has(id))).filter((h) => h.length > 0);
  return { ...s, marks, history, at: ids[0] ?? s.at };
}

/** Taking back was refused: what stood then stands again, unless it was judged anew meanwhile. */
export function restored(s: Labelling, before: Labelling, ids: readonly string[]): Labelling {
  const marks = new Map(s.marks);
  const again = ids.filter((id) => !marks.has(id) && before.marks.has(id));
  for (const id of again) marks.set(id, { ...before.marks.get(id)!, state: "kept" });
  return again.length > 0 ? { ...s, marks, history: [...s.history, again] } : s;
}

/** What the last key did, to take it back; empty when nothing is left to. */
export const lastJudged = (s: Labelling): readonly string[] => s.history.at(-1) ?? [];

export function labelsOf(ids: readonly string[], verdict: Verdict): TurnLabel[] {
  return ids.map((turn_id) => ({ turn_id, intent: verdict.skip ? null : verdict.intent, ...(verdict.skip && { skip: true }) }));
}

export interface Sitting {
  labelled: number;
  skipped: number;
  open: number;
}

export function sitting(s: Labelling): Sitting {
  const marks = [...s.marks.values()];
  const skipped = marks.filter((m) => m.skip).length;
  return { labelled: marks.length - skipped, skipped, open: s.turns.length - marks.length };
}
