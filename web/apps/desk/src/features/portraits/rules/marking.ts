import type { RuleFault } from "@tandem/api";

/** A rule cut at its fault: before, wrong, after. A fault behind the end marks a blank. */
export function marked(source: string, fault: RuleFault): [string, string, string] {
  const chars = [...source];
  const wrong = chars.slice(fault.at, fault.end).join("");
  return [chars.slice(0, fault.at).join(""), wrong || " ", chars.slice(fault.end).join("")];
}

/** `word` put where the cursor is, with blanks around it where it would touch a word. */
export function inserted(source: string, from: number, to: number, word: string): { text: string; cursor: number } {
  const before = source.slice(0, from), after = source.slice(to);
  const left = before && !/[\s(（]$/.test(before) ? " " : "";
  const right = after && !/^[\s)）,，]/.test(after) ? " " : "";
  return { text: before + left + word + right + after, cursor: before.length + left.length + word.length };
}
