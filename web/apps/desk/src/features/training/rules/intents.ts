import type { InboxTurn, Intent, IntentGuess } from "@tandem/api";

/** Suggestions one key away: the model's best three that still can be chosen. */
export function suggestions(guesses: readonly IntentGuess[], intents: readonly Intent[]): IntentGuess[] {
  const gone = new Set(intents.filter((i) => i.retired_at !== null).map((i) => i.key));
  const seen = new Set<string>();
  return guesses.filter((g) => !gone.has(g.intent) && !seen.has(g.intent) && seen.add(g.intent)).slice(0, 3);
}

/** The reading next to the likeliest guess: another guess, or that the words are none of ours (null). `undefined`: nothing was compared. */
export function rival({ candidates: [first, second], outside }: InboxTurn): IntentGuess | null | undefined {
  if (!first) return undefined;
  return outside !== null && outside >= (second?.probability ?? 0) ? null : second;
}

/** Intents by what was typed: every word must occur; names that begin so first, then the shorter, then the fuller. */
export function findIntents(intents: readonly Intent[], typed: string, limit = 8): Intent[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const alive = intents.filter((i) => i.retired_at === null && i.merged_into === null);
  const rank = (i: Intent): number | null => {
    const [name, all] = [i.name.toLowerCase(), `${i.name} ${i.key} ${i.target.title ?? ""}`.toLowerCase()];
    if (!words.every((w) => all.includes(w))) return scattered(name, words.join("")) ? 3 : null;
    return name.startsWith(words[0] ?? "") ? 0 : name.includes(words[0] ?? "") ? 1 : 2;
  };
  return alive
    .map((intent) => ({ intent, at: rank(intent) }))
    .filter((x): x is { intent: Intent; at: number } => x.at !== null)
    .sort((a, b) => a.at - b.at || (words.length ? a.intent.name.length - b.intent.name.length : 0) || b.intent.labelled - a.intent.labelled || a.intent.name.localeCompare(b.intent.name, "zh-CN"))
    .slice(0, limit)
    .map((x) => x.intent);
}

/** All characters in this order, others between them: 提还 finds 提前还款. */
function scattered(name: string, typed: string): boolean {
  if (typed.length < 2) return false;
  let i = 0;
  for (const ch of name) if (ch === typed[i]) i += 1;
  return i === typed.length;
}

/** Lines of a text field as examples: trimmed, without empty ones and repetitions. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split(/\r?\n/).map((l) => l.trim()).filter(Boolean))];
}

export type IntentHealth = "retired" | "empty" | "thin" | "untested" | "fine";

// Fewer than this, and the trained head knows next to nothing of it.
const THIN = 5;

/** What a trainer should do next about an intent. */
export function health(intent: Intent): IntentHealth {
  if (intent.retired_at !== null) return "retired";
  if (intent.examples === 0) return "empty";
  if (intent.examples < THIN) return "thin";
  return intent.test_examples === 0 ? "untested" : "fine";
}
