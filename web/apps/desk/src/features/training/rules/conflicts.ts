import type { Conflicts, IntentExample } from "@tandem/api";

/** Texts of the knowledge base and of flows are changed where they stand. */
export const own = ({ source }: Pick<IntentExample, "source">): boolean => source !== "knowledge" && source !== "flow";

export const conflictCount = (c: Conflicts | undefined): number => (c ? c.same_text.length + c.near.length + c.confused.length : 0);

/** What to take away so that one reading of a text stays. */
export function others(same: Conflicts["same_text"][number], kept: string): string[] {
  return same.intents.filter((i) => i.example_id !== kept).map((i) => i.example_id);
}

/** Whether all the others can be taken away here. */
export function mayKeep(same: Conflicts["same_text"][number], kept: string): boolean {
  return same.intents.every((i) => i.example_id === kept || own(i));
}

/** Without what has just been dealt with: the list must not wait for the server to shrink. */
export function without(c: Conflicts, gone: ReadonlySet<string>): Conflicts {
  return {
    same_text: c.same_text.map((s) => ({ ...s, intents: s.intents.filter((i) => !gone.has(i.example_id)) })).filter((s) => s.intents.length > 1),
    near: c.near.filter((n) => !gone.has(n.a.example_id) && !gone.has(n.b.example_id)),
    confused: c.confused,
  };
}
