export type Piece = { text: string; href?: string };

// Addresses are ASCII: a Chinese full stop or bracket right after one ends it.
const URL_PATTERN = /\bhttps?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;

/** Splits plain text into text and http(s) links. Nothing else ever becomes a link. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const pattern = new RegExp(URL_PATTERN.source, "gi");
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const url = trimmed(match[0]);
    const start = match.index;
    if (!safe(url)) continue;
    if (start > at) pieces.push({ text: text.slice(at, start) });
    pieces.push({ text: url, href: url });
    at = start + url.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** Sentence punctuation and an unopened bracket at the end belong to the sentence. */
function trimmed(url: string): string {
  let end = url.replace(/[.,;:!?'"]+$/, "");
  while (/[)\]]$/.test(end) && count(end, end.slice(-1)) > count(end, end.slice(-1) === ")" ? "(" : "[")) {
    end = end.slice(0, -1).replace(/[.,;:!?'"]+$/, "");
  }
  return end;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function safe(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url);
    return (protocol === "http:" || protocol === "https:") && hostname.length > 0;
  } catch {
    return false;
  }
}
