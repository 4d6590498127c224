/** A chord such as "mod+k", "alt+shift+j", "?", "escape". mod is ⌘ on a Mac and Ctrl elsewhere. */
export interface Chord {
  key: string;
  mod: boolean;
  alt: boolean;
  shift: boolean;
}

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export const isMac = () => /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

export function parseChord(text: string): Chord {
  const parts = text.toLowerCase().split("+");
  const key = parts.pop() || "+";
  return { key, mod: parts.includes("mod"), alt: parts.includes("alt"), shift: parts.includes("shift") };
}

/** Letters and digits go by their place (Alt+J types ∆ on a Mac, and an IME may hide the letter), the rest by what they type. */
export function matchesChord(event: KeyPress, chord: Chord, mac: boolean): boolean {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (mod !== chord.mod || other || event.altKey !== chord.alt) return false;
  if (/^[a-z0-9]$/.test(chord.key)) {
    const code = /\d/.test(chord.key) ? `Digit${chord.key}` : `Key${chord.key.toUpperCase()}`;
    return event.shiftKey === chord.shift && event.code === code;
  }
  const shiftFree = chord.key.length === 1;
  return event.key.toLowerCase() === chord.key && (shiftFree || event.shiftKey === chord.shift);
}

const NAMES: Record<string, string> = { enter: "↵", escape: "Esc", arrowup: "↑", arrowdown: "↓", space: "Space" };

/** The chord's keys as they are printed on the sheet. */
export function chordLabels(text: string, mac: boolean): string[] {
  const c = parseChord(text);
  const labels: string[] = [];
  if (c.mod) labels.push(mac ? "⌘" : "Ctrl");
  if (c.alt) labels.push(mac ? "⌥" : "Alt");
  if (c.shift) labels.push(mac ? "⇧" : "Shift");
  labels.push(NAMES[c.key] ?? c.key.toUpperCase());
  return labels;
}

/** Typing in a field: only chords with a modifier (or Escape) may act there. Nobody types into a check box. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "checkbox") return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
