import type { ConversationDetail, Priority } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import type { MenuProps } from "antd";
import { common } from "@/lib/common.ts";
import { api } from "@/lib/api.ts";
import type { DialogName } from "../components/header/ActionDialogs.tsx";
import { actionMessages } from "../messages.actions.ts";
import { may } from "../rules/allowed.ts";
import { PRIORITIES } from "../rules/filters.ts";
import { useAct } from "./useAct.ts";

type Id = "claim" | "takeover" | "handback" | "requeue" | "unsnooze" | "reopen" | "assign" | "transfer" | "snooze" | "labels" | "resolve" | "resolveNext" | "block" | "continue";

export interface ThreadAction {
  id: Id;
  title: string;
  keys?: string;
}

const KEYS: Partial<Record<Id, string>> = {
  claim: "alt+c", takeover: "alt+v", handback: "alt+b", requeue: "alt+u", assign: "alt+g", transfer: "alt+t", snooze: "alt+z",
  labels: "alt+l", continue: "alt+m", resolve: "alt+s", resolveNext: "alt+shift+s", reopen: "alt+o",
};
const ORDER: Id[] = ["claim", "takeover", "resolve", "resolveNext", "transfer", "assign", "handback", "requeue", "continue", "snooze", "unsnooze", "labels", "reopen", "block"];
const IN_MENU: Id[] = ["transfer", "assign", "handback", "requeue", "continue", "snooze", "unsnooze", "labels"];
const DANGERS: Id[] = ["block"];

function download(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}

/** What may be done with the open conversation now, and the doing of it. */
export function useThreadActions(detail: ConversationDetail, openDialog: (name: DialogName) => void) {
  const t = useT(actionMessages);
  const c = useT(common);
  const { id } = detail;
  const { act, busy } = useAct(id);

  const allowed = (action: Id) => may(detail, action === "resolveNext" ? "resolve" : action) && !(action === "block" && detail.block);
  const actions: ThreadAction[] = ORDER.filter(allowed).map((a) => ({ id: a, title: t(a), ...(KEYS[a] && { keys: KEYS[a] }) }));

  const perform = (action: Id) => {
    switch (action) {
      case "claim": return void act("done.claim", () => api.conversations.claim(id));
      case "takeover": return void act("done.takeover", () => api.conversations.takeover(id));
      case "handback": return void act("done.handback", () => api.conversations.handback(id));
      case "requeue": return void act("done.requeue", () => api.conversations.requeue(id));
      case "unsnooze": return void act("done.unsnooze", () => api.conversations.unsnooze(id));
      case "reopen": return void act("done.reopen", () => api.conversations.reopen(id));
      default: return openDialog(action);
    }
  };

  const setPriority = (p: Priority) => void act("done.priority", () => api.conversations.setPriority(id, p));
  const menu: MenuProps["items"] = [
    ...actions.filter((a) => IN_MENU.includes(a.id)).map((a) => ({ key: a.id, label: a.title, onClick: () => perform(a.id) })),
    ...(may(detail, "priority")
      ? [{
          key: "priority", label: t("priority"),
          children: PRIORITIES.map((p) => ({ key: p, label: c(`priority.${p}`), disabled: p === detail.priority, onClick: () => setPriority(p) })),
        }]
      : []),
    { type: "divider" },
    {
      key: "transcript", label: t("transcript"),
      children: (["txt", "json"] as const).map((f) => ({ key: f, label: t(f), onClick: () => download(api.conversations.transcriptUrl(id, f)) })),
    },
    ...actions.filter((a) => DANGERS.includes(a.id)).map((a) => ({ key: a.id, label: a.title, danger: true, onClick: () => perform(a.id) })),
  ];
  return { actions, menu, perform, busy };
}
