import type { TemplateContent, TemplateField, TemplateKind } from "@tandem/api";

const PLACE = /\{\{\s*([A-Za-z][A-Za-z0-9_]*)(?:\.DATA)?\s*\}\}/g;

/** The keys that a text names, in their order, each once. */
export function places(...texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => [...(text ?? "").matchAll(PLACE)].map((found) => found[1]!)))];
}

/** The kind that a key's name demands, where the platform puts it there; else the channel's first. */
export function kindOf(key: string, kind: TemplateKind): string {
  const stem = key.replace(/_?\d+$/, "");
  return kind.kinds.some((one) => one.key === stem) ? stem : (kind.kinds[0]?.key ?? "text");
}

/** What stands before a place on its line (应还金额：{{amount2.DATA}}): a name for it. */
function labelOf(text: string, key: string): string {
  const line = text.split("\n").find((one) => places(one).includes(key)) ?? "";
  const before = line.split("{{")[0]!.trim().replace(/[：:]$/, "");
  return before.length > 0 && before.length <= 12 && places(line).length === 1 ? before : key;
}

/** Fields for every place of the text: those that are there stay, new ones are named after their line. */
export function fieldsFor(content: Pick<TemplateContent, "text" | "subject">, fields: readonly TemplateField[], kind: TemplateKind): TemplateField[] {
  const known = new Map(fields.map((field) => [field.key, field]));
  return places(content.subject, content.text).map(
    (key) => known.get(key) ?? { key, name: labelOf(content.text, key), kind: kindOf(key, kind), source: null, preset: "" },
  );
}
