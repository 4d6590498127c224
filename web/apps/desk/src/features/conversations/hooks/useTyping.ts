import type { Role } from "@tandem/api";
import { clock } from "@tandem/ui";
import { useEffect, useRef, useState } from "react";
import { realtime, useFrames } from "@/lib/realtime.ts";
import { useMe } from "@/lib/session.tsx";

export interface Typing {
  role: Role;
  name: string | null;
  text?: string;
}

/** Who is typing in the open conversation, until the server's time for it runs out. */
export function useTyping(conversationId: string): [Typing | null, () => void] {
  const me = useMe();
  const [typing, setTyping] = useState<Typing | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const clear = () => {
    clearTimeout(timer.current);
    setTyping(null);
  };
  useEffect(() => clear, [conversationId]);

  useFrames("typing", (f) => {
    if (f.conversation_id !== conversationId || (f.role !== "customer" && f.name === me.name)) return;
    const left = Date.parse(f.until) - clock.now();
    if (left <= 0) return clear();
    clearTimeout(timer.current);
    setTyping({ role: f.role, name: f.name, ...(f.text && { text: f.text }) });
    timer.current = setTimeout(() => setTyping(null), Math.min(left, 15_000));
  });
  useFrames("message", (f) => {
    if (f.message.conversation_id === conversationId && f.message.role === "customer") clear();
  });
  return [typing, clear];
}

/** Tells the other side that I am typing, at most every few seconds. */
export function useTypingSignal(conversationId: string): () => void {
  const last = useRef(0);
  useEffect(() => void (last.current = 0), [conversationId]);
  return () => {
    if (Date.now() - last.current < 2_500) return;
    last.current = Date.now();
    realtime.send({ type: "typing", conversation_id: conversationId });
  };
}
