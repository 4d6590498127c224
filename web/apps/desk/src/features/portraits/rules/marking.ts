import type { RuleFault } from "@tandem/api";

/** A rule cut at its fault: before, wrong, after. A fault behind the end marks a blank. */
export function marked(source: string, fault: RuleFault): [string, string, string] {
  const chars = [...source];
  const wrong = chars.slice(fault.at, fault.end).join("");
  return [chars.slice(0, fault.at).join(""), wrong || " ", chars.slice(fault.end).join("")];
}

/** A rule as people read it: facts by their labels. Also a rule, as long as labels are single words (Chinese). */
export const inWords = (source: string, facts: readonly { key: string; label: string }[]) =>
  source.replace(/"[^"]*"|'[^']*'|[a-z_][a-z0-9_]*/g, (word) => facts.find((f) => f.key === word && !/\s/.test(f.label))?.label ?? word);

/** `word` put where the cursor is, with blanks around it where it would touch a word. */
export function inserted(source: string, from: number, to: number, word: string): { text: string; cursor: number } {
  const before = source.slice(0, from), after = source.slice(to);
  const left = before && !/[\s(（]$/.test(before) ? " " : "";
  const right = after && !/^[\s)）,，]/.test(after) ? " " : "";
  return { text: before + left + word + right + after, cursor: before.length + left.length + word.length };
}
