import type { Disposition } from "@tandem/api";

export interface DispositionNode {
  value: string;
  label: string;
  children?: DispositionNode[];
}

/** The flat list as a tree; a node whose parent is missing becomes a root, so that nothing is lost. */
export function dispositionTree(list: readonly Disposition[], locale = "zh-CN"): DispositionNode[] {
  const ids = new Set(list.map((d) => d.id));
  const under = (parent: string | null): DispositionNode[] =>
    list
      .filter((d) => (parent === null ? d.parent_id === null || !ids.has(d.parent_id) : d.parent_id === parent))
      .map((d) => {
        const children = under(d.id);
        return { value: d.id, label: (locale === "en" && d.name_en) || d.name, ...(children.length > 0 && { children }) };
      });
  return under(null);
}
