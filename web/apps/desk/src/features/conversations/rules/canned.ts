import type { CannedReply } from "@tandem/api";

export interface Variables {
  [name: string]: string | null | undefined;
}

const VARIABLE = /\{\{\s*([\w.]+)\s*\}\}/g;

/** Fills `{{customer.name}}` and the like. What has no value stays as it is, for the agent to see and fill. */
export function fillVariables(text: string, variables: Variables): string {
  return text.replace(VARIABLE, (whole, name: string) => variables[name] || whole);
}

/** Names still open: a text with these must not reach a customer. */
export function openVariables(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((m) => m[1]!))];
}

export interface Trigger {
  /** Where the trigger character stands. */
  start: number;
  query: string;
}

/** The `/short` or `@name` being typed at the caret, if any: the character must begin a word. */
export function triggerAt(text: string, caret: number, character: "/" | "@"): Trigger | null {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf(character);
  if (start < 0) return null;
  const query = before.slice(start + 1);
  if (/\s/.test(query) || query.length > 24) return null;
  const previous = before[start - 1];
  // A slash inside a word is a date or an address; an @ after Latin letters is an e-mail address.
  const inWord = character === "/" ? previous !== undefined && !/\s/.test(previous) : previous !== undefined && /[\w.]/.test(previous);
  return inWord ? null : { start, query };
}

export function rankCanned(replies: readonly CannedReply[], query: string, limit = 8): CannedReply[] {
  const q = query.toLowerCase();
  const score = (r: CannedReply): number => {
    if (r.shortcut.toLowerCase().startsWith(q)) return 0;
    if (r.title.toLowerCase().includes(q)) return 1;
    return r.text.toLowerCase().includes(q) ? 2 : 9;
  };
  return replies
    .map((reply) => ({ reply, score: score(reply) }))
    .filter((x) => x.score < 9)
    .sort((a, b) => a.score - b.score || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .slice(0, limit)
    .map((x) => x.reply);
}

/** Text with `[from, to)` replaced, and where the caret goes. */
export function splice(text: string, from: number, to: number, insert: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + insert + text.slice(to), caret: from + insert.length };
}

/** Ids of the people whose `@name` stands in a note. Longest names first, so that 王明 is not found inside 王明月. */
export function mentionedIn(text: string, people: readonly { id: string; name: string }[]): string[] {
  let rest = text;
  const ids: string[] = [];
  for (const p of [...people].sort((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(`@${p.name}`)) continue;
    ids.push(p.id);
    rest = rest.replaceAll(`@${p.name}`, " ");
  }
  return ids;
}
