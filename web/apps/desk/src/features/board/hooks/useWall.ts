import { useCallback, useEffect, useRef, useState } from "react";

/** Full-screen mode of one element; leaves with Escape like any full screen. */
export function useWall() {
  const ref = useRef<HTMLDivElement>(null);
  const [wall, setWall] = useState(false);
  useEffect(() => {
    const changed = () => setWall(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const toggle = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    // Where full screen is refused the large layout still helps.
    else ref.current?.requestFullscreen?.().catch(() => setWall((w) => !w));
  }, []);
  return { ref, wall, toggle };
}
