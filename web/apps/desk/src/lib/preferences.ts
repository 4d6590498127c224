import { useQueryClient } from "@tanstack/react-query";
import type { Preferences, Session } from "@tandem/api";
import { useCallback, useMemo, useRef } from "react";
import { api } from "./api.ts";
import { keys } from "./query.ts";
import { useMe } from "./session.tsx";

export const DEFAULTS = {
  theme: "system", density: "comfortable", send_key: "enter", sound: true, notifications: true,
  idle_minutes: 10, panel_open: true, saved_views: [],
} satisfies Preferences;

export type FullPreferences = Preferences & Required<Pick<Preferences, keyof typeof DEFAULTS>>;

/** My preferences and a way to change them: at once here, then on the server. */
export function usePreferences(): [FullPreferences, (patch: Preferences) => Promise<void>] {
  const client = useQueryClient();
  const { preferences } = useMe();
  const full = useMemo(() => ({ ...DEFAULTS, ...preferences }) as FullPreferences, [preferences]);
  const latest = useRef(preferences);
  latest.current = preferences;
  const change = useCallback(
    async (patch: Preferences) => {
      const merged = { ...latest.current, ...patch };
      latest.current = merged;
      client.setQueryData<Session | null>(keys.session, (s) => s && { ...s, staff: { ...s.staff, preferences: merged } });
      await api.session.update({ preferences: merged });
    },
    [client],
  );
  return [full, change];
}
