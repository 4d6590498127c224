import type { Command } from "@tandem/ui";

/** Commands that hold every typed word, those that start with it first; each once. */
export function rankCommands(all: readonly Command[], text: string): Command[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const seen = new Set<string>();
  const scored: { command: Command; score: number }[] = [];
  for (const command of all) {
    if (command.hidden || seen.has(command.id)) continue;
    seen.add(command.id);
    const title = command.title.toLowerCase();
    const text = `${title} ${command.group.toLowerCase()}`;
    if (!words.every((w) => text.includes(w))) continue;
    scored.push({ command, score: words[0] && title.startsWith(words[0]) ? 0 : 1 });
  }
  return scored.sort((a, b) => a.score - b.score).map((s) => s.command);
}
