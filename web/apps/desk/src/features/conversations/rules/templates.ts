import type { OfferedTemplate, ReplyOptions } from "@tandem/api";

const PLACE = /\{\{\s*([A-Za-z][A-Za-z0-9_]*)(?:\.DATA)?\s*\}\}/g;

/** The text as the customer will read it; a place that is still empty shows its name. */
export function preview(template: OfferedTemplate, values: Readonly<Record<string, string>>): string {
  const names = new Map(template.fields.map((f) => [f.key, f.name]));
  return template.text.replace(PLACE, (whole, key: string) => values[key]?.trim() || (names.has(key) ? `〔${names.get(key)}〕` : whole));
}

export function presets(template: OfferedTemplate): Record<string, string> {
  return Object.fromEntries(template.fields.map((f) => [f.key, f.value]));
}

/** Why it cannot be sent now, as far as the desk can tell. */
export function obstacle(template: OfferedTemplate, values: Readonly<Record<string, string>>): "refused" | "missing" | "empty" | null {
  if (template.refused) return "refused";
  if (template.fields.some((f) => f.missing)) return "missing";
  return template.fields.some((f) => !values[f.key]?.trim()) ? "empty" : null;
}

/** Whether free text is shut out, so that the field makes room for templates. */
export function shut(options: ReplyOptions | null): boolean {
  return options !== null && options.verdict !== "free" && options.reason !== "too_many_parts";
}

/** Worth a line while text still may go: the window closes today, or few messages are left. */
export function nearlyShut(options: ReplyOptions | null, now: number): boolean {
  if (options?.verdict !== "free" || !options.until) return false;
  return Date.parse(options.until) - now < 6 * 3_600_000 || (options.left !== null && options.left <= 2);
}
