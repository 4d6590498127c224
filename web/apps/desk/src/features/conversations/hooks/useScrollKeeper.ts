import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";

const NEAR = 80;

interface Keeper {
  scroller: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  atEnd: boolean;
  toEnd: () => void;
}

/**
 * Keeps a thread where the reader is: at the end it follows new messages; elsewhere older pages put in above do not
 * move what is being read. `first` and `last` name the outermost messages, `threadId` the thread.
 */
export function useScrollKeeper(threadId: string, first: string | undefined, last: string | undefined, onTop: () => void): Keeper {
  const scroller = useRef<HTMLDivElement>(null);
  const seen = useRef({ threadId: "", first: undefined as string | undefined, height: 0, atEnd: true });
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const el = scroller.current;
    if (el) el.scrollTop = el.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const el = scroller.current;
    if (!el) return;
    const before = seen.current;
    if (before.threadId !== threadId) {
      before.atEnd = true;
      setAtEnd(true);
      toEnd();
    } else if (before.first !== first && !before.atEnd) {
      el.scrollTop += el.scrollHeight - before.height;
    } else if (before.atEnd) {
      toEnd();
    }
    seen.current = { ...before, threadId, first, height: el.scrollHeight };
  }, [threadId, first, last, toEnd]);

  // Anything that changes height without a new message (composer grows, typing line, image): stay at the end.
  useLayoutEffect(() => {
    const el = scroller.current;
    if (!el) return;
    const observer = new ResizeObserver(() => {
      if (seen.current.atEnd) toEnd();
      seen.current.height = el.scrollHeight;
    });
    observer.observe(el);
    if (el.firstElementChild) observer.observe(el.firstElementChild);
    return () => observer.disconnect();
  }, [threadId, toEnd]);

  const onScroll = useCallback(() => {
    const el = scroller.current;
    if (!el) return;
    seen.current.height = el.scrollHeight;
    const end = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR;
    if (end !== seen.current.atEnd) {
      seen.current.atEnd = end;
      setAtEnd(end);
    }
    if (el.scrollTop < 240) onTop();
  }, [onTop]);

  return { scroller, onScroll, atEnd, toEnd };
}
