import type { InboxTurn } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { keys, training } from "../api/keys.ts";
import { inboxMessages } from "../messages.inbox.ts";
import * as rule from "../rules/labelling.ts";

/** One sitting at the inbox: verdicts show at once, are sent behind it, and can be taken back. */
export function useLabelling(turns: readonly InboxTurn[]) {
  const t = useT(inboxMessages);
  const client = useQueryClient();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [state, set] = useState<rule.Labelling>(rule.nothingYet);
  const latest = useRef(state);
  const change = useCallback((how: (s: rule.Labelling) => rule.Labelling) => {
    latest.current = how(latest.current);
    set(latest.current);
  }, []);
  useEffect(() => change((s) => rule.arrived(s, turns)), [turns, change]);
  // One after the other, so that a verdict and its taking back arrive as they were meant.
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const inLine = (work: () => Promise<unknown>) => (line.current = line.current.then(work));
  const counted = () => void client.invalidateQueries({ queryKey: keys.counts });

  const judge = (verdict: rule.Verdict, ids: readonly string[] = rule.subjects(latest.current)) => {
    if (ids.length === 0) return;
    change((s) => rule.judged(s, ids, verdict));
    void inLine(async () => {
      try {
        await training.label(rule.labelsOf(ids, verdict));
        change((s) => rule.kept(s, ids));
        for (const queryKey of [keys.intents, keys.conflicts, ["training", "examples"]]) void client.invalidateQueries({ queryKey, refetchType: "none" });
      } catch (error) {
        change((s) => rule.unjudged(s, ids));
        void message.error({ content: t("failed", { why: errorText(error) }), key: "labelling", duration: 6 });
      }
      counted();
    });
  };
  const undo = () => {
    const ids = rule.lastJudged(latest.current);
    if (ids.length === 0) return void message.info({ content: t("nothingToUndo"), key: "labelling", duration: 2 });
    const before = latest.current;
    change((s) => rule.unjudged(s, ids));
    void inLine(async () => {
      try {
        await training.unlabel(ids);
        void message.info({ content: t("undone", { n: ids.length }), key: "labelling", duration: 2 });
      } catch (error) {
        change((s) => rule.restored(s, before, ids));
        void message.error({ content: t("failed", { why: errorText(error) }), key: "labelling", duration: 6 });
      }
      counted();
    });
  };
  const act = {
    judge, undo,
    goTo: (id: string) => change((s) => rule.goTo(s, id)),
    step: (by: 1 | -1) => change((s) => rule.step(s, by)),
    toggle: (id: string) => change((s) => rule.toggle(s, id)),
    selectTo: (id: string) => change((s) => rule.selectTo(s, id)),
    unselect: () => change(rule.unselect),
  };
  return { state, act };
}
