export interface DiffPart {
  type: "same" | "added" | "removed";
  text: string;
}

/** Chinese by character, Latin words and numbers whole: what a reader takes for one thing. */
export function tokens(text: string): string[] {
  return text.match(/[A-Za-z0-9_.%]+|\s+|[\s\S]/gu) ?? [];
}

// Longest common subsequence is quadratic; texts beyond this are shown as replaced whole.
const MAX_CELLS = 6_000_000;

function lengths(a: string[], b: string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}

/** What was taken out of `before` and put in to get `after`, neighbouring parts of a kind joined. */
export function diff(before: string, after: string): DiffPart[] {
  if (before === after) return after ? [{ type: "same", text: after }] : [];
  const [a, b] = [tokens(before), tokens(after)];
  const parts: DiffPart[] = [];
  const push = (type: DiffPart["type"], text: string) => {
    const last = parts.at(-1);
    if (last?.type === type) last.text += text;
    else if (text) parts.push({ type, text });
  };
  if (a.length * b.length > MAX_CELLS) {
    push("removed", before);
    push("added", after);
    return parts;
  }
  const table = lengths(a, b);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("same", a[i]!);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && table[i + 1]![j]! >= table[i]![j + 1]!)) {
      push("removed", a[i]!);
      i += 1;
    } else {
      push("added", b[j]!);
      j += 1;
    }
  }
  return readable(parts);
}

// Fewer kept characters than this between two changes are chance, not something a reader would call kept.
const ISLAND = 3;

/** Changes with only chance between them as one change: first what went, then what came. */
function readable(parts: DiffPart[]): DiffPart[] {
  const out: DiffPart[] = [];
  let [removed, added] = ["", ""];
  const settle = () => {
    if (removed) out.push({ type: "removed", text: removed });
    if (added) out.push({ type: "added", text: added });
    [removed, added] = ["", ""];
  };
  parts.forEach(({ type, text }, i) => {
    if (type === "removed") removed += text;
    else if (type === "added") added += text;
    else if (removed && added && i < parts.length - 1 && [...text].length < ISLAND) {
      removed += text;
      added += text;
    } else {
      settle();
      out.push({ type, text });
    }
  });
  settle();
  return out;
}

/** Lists compared as sets, in reading order: kept and added first, then removed. */
export function listDiff(before: readonly string[], after: readonly string[]): DiffPart[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...after.map((text): DiffPart => ({ type: old.has(text) ? "same" : "added", text })),
    ...before.filter((text) => !now.has(text)).map((text): DiffPart => ({ type: "removed", text })),
  ];
}
