import type { BotTrial, TrialTurn } from "@tandem/api";
import { useRef, useState } from "react";
import { api } from "@/lib/api.ts";

export interface Said {
  id: number;
  turn: TrialTurn;
  state: "asking" | "answered" | "failed";
  result: BotTrial | null;
  error: unknown;
}

/** A talk in the playground: each turn goes on from the one before, and can be looked at again. */
export function usePlayground() {
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [at, setAt] = useState<number | null>(null);
  const [text, setText] = useState("");
  const [verified, setVerified] = useState(true);
  const count = useRef(0);
  const talk = useRef<string | undefined>(undefined);
  const put = (id: number, patch: Partial<Said>) => setSaid((old) => old.map((s) => (s.id === id ? { ...s, ...patch } : s)));
  const ask = async (id: number, turn: TrialTurn) => {
    put(id, { state: "asking", error: null });
    try {
      const result = await api.knowledge.trial({ ...turn, ...(talk.current !== undefined && { talk: talk.current }) });
      talk.current = result.talk;
      put(id, { state: "answered", result });
    } catch (error) {
      put(id, { state: "failed", error });
    }
  };
  const say = (words: string, choice_id?: string) => {
    if (!words.trim() || said.some((s) => s.state === "asking")) return;
    count.current += 1;
    const id = count.current;
    const turn: TrialTurn = { text: words.trim(), verified, ...(choice_id !== undefined && { choice_id }) };
    setSaid((old) => [...old, { id, turn, state: "asking", result: null, error: null }]);
    setAt(id);
    void ask(id, turn);
  };
  return {
    said, at, text, setText, verified, setVerified,
    send: () => {
      if (text.trim() === "" || said.some((s) => s.state === "asking")) return;
      say(text);
      setText("");
    },
    choose: (label: string, id: string) => say(label, id),
    pick: setAt,
    again: (id: number) => void ask(id, said.find((s) => s.id === id)!.turn),
    recall: () => setText(said.at(-1)?.turn.text ?? ""),
    clear: () => {
      talk.current = undefined;
      setSaid([]);
      setAt(null);
    },
  };
}
