import type { CannedReply } from "@tandem/api";
import { useState, type KeyboardEvent } from "react";
import { useAgents, useCanned } from "../api/catalogues.ts";
import { rankCanned, triggerAt } from "../rules/canned.ts";
import type { ComposerMode } from "@/lib/composerDrafts.ts";

export interface SuggestItem {
  id: string;
  title: string;
  detail: string;
  hint?: string;
  insert: string;
  canned?: CannedReply;
}

export interface SuggestMenuState {
  kind: "canned" | "mention";
  start: number;
  items: SuggestItem[];
  active: number;
}

/** The `/` menu of canned replies (reply) or the `@` menu of colleagues (note), for what is typed at the caret. */
export function useSuggestMenu(mode: ComposerMode, text: string, caret: number) {
  const canned = useCanned();
  const agents = useAgents(mode === "note");
  const [active, setActive] = useState(0);
  const [dismissedAt, setDismissed] = useState<string | null>(null);
  const kind = mode === "reply" ? "canned" : "mention";
  const trigger = triggerAt(text, caret, mode === "reply" ? "/" : "@");
  const id = trigger ? `${kind}:${trigger.start}` : null;

  let menu: SuggestMenuState | null = null;
  if (trigger && id !== dismissedAt) {
    const items: SuggestItem[] =
      kind === "canned"
        ? rankCanned(canned.data ?? [], trigger.query).map((r) => ({
            id: r.id, title: r.title, detail: r.text, hint: `/${r.shortcut}`, insert: r.text, canned: r,
          }))
        : (agents.data ?? [])
            .filter((a) => a.name.toLowerCase().includes(trigger.query.toLowerCase()))
            .slice(0, 8)
            .map((a) => ({ id: a.id, title: a.name, detail: "", insert: `@${a.name} ` }));
    menu = { kind, start: trigger.start, items, active: Math.min(active, Math.max(0, items.length - 1)) };
  }

  /** True when the key belonged to the menu. */
  const onKey = (e: KeyboardEvent, choose: (item: SuggestItem) => void): boolean => {
    if (!menu) return false;
    const count = menu.items.length;
    if (e.key === "Escape") setDismissed(id);
    else if (count === 0) return false;
    else if (e.key === "ArrowDown") setActive((menu.active + 1) % count);
    else if (e.key === "ArrowUp") setActive((menu.active - 1 + count) % count);
    else if (e.key === "Enter" || e.key === "Tab") choose(menu.items[menu.active]!);
    else return false;
    e.preventDefault();
    return true;
  };
  const people = agents.data ?? [];
  return { menu, onKey, people };
}
