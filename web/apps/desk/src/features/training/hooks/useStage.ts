import type { InboxTurn } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useIntents } from "../api/intents.ts";
import { inboxMessages } from "../messages.inbox.ts";
import { suggestions } from "../rules/intents.ts";
import type { Labelling } from "../rules/labelling.ts";
import type { useLabelling } from "./useLabelling.ts";

type Mode = "choose" | "search" | "create";

/** The turn before one: what it may be called, and the keys for it. */
export function useStage(turn: InboxTurn, state: Labelling, act: ReturnType<typeof useLabelling>["act"]) {
  const t = useT(inboxMessages);
  const can = useCan();
  const { data: intents = [] } = useIntents();
  const [mode, setMode] = useState<Mode>("choose");
  const [typed, setTyped] = useState("");
  const guesses = suggestions(turn.candidates, intents);
  const mayLabel = can("training.manage");
  const label = (intent: string | null, name: string) => {
    setMode("choose");
    act.judge({ intent, name, skip: false });
  };
  const search = () => setMode("search");
  const create = (name = "") => {
    setTyped(name);
    setMode("create");
  };
  const close = () => setMode("choose");
  const outOfScope = () => label(null, t("outOfScope"));
  const skip = () => act.judge({ intent: null, name: t("skip"), skip: true });
  const group = t("cmd.group");
  const walk = [
    { id: "label.next", group, title: t("cmd.next"), keys: "j", run: () => act.step(1) },
    { id: "label.previous", group, title: t("cmd.previous"), keys: "k", run: () => act.step(-1) },
    { id: "label.down", group, title: t("cmd.next"), keys: "arrowdown", hidden: true, run: () => act.step(1) },
    { id: "label.up", group, title: t("cmd.previous"), keys: "arrowup", hidden: true, run: () => act.step(-1) },
  ];
  const verdicts = [
    ...guesses.map((g, i) => ({ id: `label.guess.${i}`, group, title: t("cmd.suggestion", { n: i + 1 }), keys: `${i + 1}`, once: true, run: () => label(g.intent, g.name) })),
    { id: "label.search", group, title: t("cmd.search"), keys: "/", run: search },
    { id: "label.scope", group, title: t("cmd.scope"), keys: "o", once: true, run: outOfScope },
    { id: "label.skip", group, title: t("cmd.skip"), keys: "s", once: true, run: skip },
    { id: "label.new", group, title: t("cmd.new"), keys: "n", run: () => create() },
    { id: "label.undo", group, title: t("cmd.undo"), keys: "u", once: true, run: act.undo },
    { id: "label.undo.mod", group, title: t("cmd.undo"), keys: "mod+z", hidden: true, run: act.undo },
    { id: "label.select", group, title: t("cmd.select"), keys: "x", once: true, run: () => act.toggle(turn.turn_id) },
    { id: "label.clear", group, title: t("cmd.clear"), keys: "escape", hidden: true, run: act.unselect },
  ];
  useCommands(mode === "choose" ? [...walk, ...(mayLabel ? verdicts : [])] : []);
  return { intents, guesses, mode, typed, mayLabel, mark: state.marks.get(turn.turn_id), many: state.selected.size, act: { label, search, create, close, outOfScope, skip } };
}
