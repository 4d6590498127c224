import { useEffect, useMemo, useSyncExternalStore } from "react";
import { realtime, useConnection, useFrames } from "@/lib/realtime.ts";
import { useMe } from "@/lib/session.tsx";
import { Thread, type ThreadState } from "./thread.ts";

// Recently open threads stay in memory: going back to one is instant and resumes by number.
const KEPT = 20;
const threads = new Map<string, Thread>();

function threadOf(id: string, staffId: string): Thread {
  const key = `${staffId}:${id}`;
  const thread = threads.get(key) ?? new Thread(id, staffId);
  threads.delete(key);
  threads.set(key, thread);
  const oldest = threads.size > KEPT ? threads.keys().next().value : undefined;
  if (oldest) threads.delete(oldest);
  return thread;
}

/** The open conversation's messages, live. */
export function useThread(id: string): [ThreadState, Thread] {
  const me = useMe();
  const thread = useMemo(() => threadOf(id, me.id), [id, me.id]);
  const state = useSyncExternalStore(thread.subscribe, thread.getState);
  const connection = useConnection();

  useEffect(() => void thread.load(), [thread]);
  // The stream starts where the newest page ends; opened before, it would send the whole history.
  const ready = state.status === "ready";
  useEffect(() => (ready ? realtime.openThread(id, () => thread.cursor) : undefined), [id, thread, ready]);

  useEffect(() => {
    if (connection.state === "ready") thread.flush();
  }, [connection.state, thread]);

  useFrames("message", (frame) => {
    if (frame.message.conversation_id === id) thread.stream(frame.message);
  });
  useFrames("message_state", (frame) => {
    if (frame.conversation_id === id) thread.moved(frame.message_id, frame.state);
  });
  return [state, thread];
}
