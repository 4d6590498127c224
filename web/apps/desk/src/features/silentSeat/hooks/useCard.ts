import type { Draft } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { api } from "@/lib/api.ts";
import { useCan } from "@/lib/session.tsx";
import { putDraft } from "../api/drafts.ts";
import { messages } from "../messages.ts";
import { answerBody, choices, type Choice } from "../rules/answer.ts";
import { useDecide } from "./useDecide.ts";
import type { Unsent, Words } from "./useWords.ts";

// A key that was meant for the last draft must not let this one out unseen.
const UNSEEN_MS = 400;

const letGo = () => document.activeElement instanceof HTMLElement && document.activeElement.blur();

/** Enter on a button that has the focus is that button's. */
function onFocused(): boolean {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !focused.matches("button, a[href]")) return false;
  focused.click();
  return true;
}

/** The draft before me: what stands in for it, what I wrote, and the keys. */
export function useCard(draft: Draft, words: Words, onSkip: () => void) {
  const t = useT(messages);
  const can = useCan();
  const client = useQueryClient();
  const navigate = useNavigate();
  const decide = useDecide();
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [edited, setEdited] = useState<string | null>(() => words.of(draft.id));
  const [searching, setSearching] = useState(false);
  const since = useRef(0);
  useEffect(() => {
    since.current = Date.now();
  }, []);
  const { own, others } = choices(draft);
  const shown = chosen ?? own;
  const mayTakeOver = can("conversations.claim");
  const mine = edited !== null && edited.trim() !== "" && edited !== shown.answer ? edited : null;
  const { latest, decided } = useKept(draft, words, mine);
  const before = words.left.find((u) => u.draft.conversation_id === draft.conversation_id);

  const choose = (choice: Choice | null) => {
    setChosen(choice);
    setSearching(false);
    setEdited(null);
    letGo();
  };
  const over = (done: boolean, text: string | null) => {
    if (done) words.drop(draft.id);
    else if (text !== null) words.keep(draft, text);
  };
  const send = () => {
    // What was written here was written for this draft.
    if ((edited === null && Date.now() - since.current < UNSEEN_MS) || edited?.trim() === "") return;
    decided.current = true;
    void decide.answer(draft, answerBody(draft, chosen, edited)).then((done) => over(done !== null, mine));
  };
  const edit = (text = shown.answer) => {
    setEdited(text);
    setSearching(false);
    // More time; if the draft is gone, the frame or the decision says so.
    void api.drafts.look(draft.id, true).then((d) => putDraft(client, d), () => undefined);
  };
  const takeover = async () => {
    decided.current = true;
    const text = latest.current;
    const done = await decide.takeover(draft);
    if (done && text !== null) words.carry(draft, text);
    over(done !== null, text);
    if (done) void navigate(`/conversations/${draft.conversation_id}?view=mine`);
  };
  const goOn = (unsent: Unsent) => {
    edit(unsent.text);
    words.drop(unsent.draft.id);
  };
  const handoff = () => {
    decided.current = true;
    const text = latest.current;
    void decide.handoff(draft).then((done) => over(done !== null, text));
  };
  const act = { choose, send, edit: () => edit(), goOn, search: () => setSearching(true), stopSearching: () => setSearching(false), write: setEdited, stopEditing: () => setEdited(null), takeover: () => void takeover(), handoff, skip: onSkip };
  const group = t("cmd.group");
  useCommands([
    { id: "draft.approve", group, title: t("cmd.approve"), keys: "enter", run: () => void (onFocused() || send()) },
    { id: "draft.sendEdited", group, title: t("cmd.sendEdited"), keys: "mod+enter", run: send },
    { id: "draft.edit", group, title: t("edit"), keys: "e", run: act.edit },
    ...(before ? [{ id: "draft.goOn", group, title: t("unsentUse"), keys: "w", run: () => goOn(before) }] : []),
    ...others.map((choice, i) => ({ id: `draft.choose.${i}`, group, title: t("cmd.choose", { n: i + 1 }), keys: `${i + 1}`, run: () => choose(choice) })),
    { id: "draft.original", group, title: t("cmd.original"), keys: "0", run: () => choose(null) },
    { id: "draft.search", group, title: t("cmd.search"), keys: "k", run: act.search },
    ...(mayTakeOver ? [{ id: "draft.takeover", group, title: t("takeover"), keys: "t", run: act.takeover }] : []),
    { id: "draft.handoff", group, title: t("handoff"), keys: "h", run: act.handoff },
    { id: "draft.skip", group, title: t("skip"), keys: "s", run: onSkip },
  ]);
  return { own, others, shown, chosen, edited, searching, mayTakeOver, before, act };
}

/** My words of a card that goes away before I decided are kept. */
function useKept(draft: Draft, words: Words, mine: string | null) {
  const latest = useRef(mine);
  const decided = useRef(false);
  const at = useRef({ draft, words });
  useEffect(() => {
    latest.current = mine;
    at.current = { draft, words };
  });
  useEffect(
    () => () => {
      const { draft, words } = at.current;
      // What a decision made of them is known when it is through.
      if (decided.current) return;
      if (latest.current !== null) words.keep(draft, latest.current);
      else words.drop(draft.id);
    },
    [],
  );
  return { latest, decided };
}
