import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { realtime, useFrames } from "@/lib/realtime.ts";

// Without a live connection the board still is never older than this.
const REFRESH_MS = 10_000;

/** The board, asked for again whenever the server says that it changed. */
export function useBoard() {
  const client = useQueryClient();
  useEffect(() => realtime.watch("board"), []);
  useFrames("board", () => void client.invalidateQueries({ queryKey: keys.board }));
  useFrames("resync", () => void client.invalidateQueries({ queryKey: keys.board }));
  return useQuery({ queryKey: keys.board, queryFn: api.board.read, refetchInterval: REFRESH_MS, staleTime: 0 });
}
