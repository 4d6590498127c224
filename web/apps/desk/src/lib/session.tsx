import { useQuery, useQueryClient } from "@tanstack/react-query";
import { isProblem, type Me, type Permission, type Session } from "@tandem/api";
import { createContext, useCallback, useContext } from "react";
import { api, request } from "./api.ts";
import { keys } from "./query.ts";

/** The session, or null when nobody is signed in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: keys.session,
    staleTime: Infinity,
    queryFn: async (): Promise<Session | null> => {
      try {
        const session = await api.session.read();
        request.setCsrf(session.csrf_token);
        return session;
      } catch (error) {
        if (isProblem(error, "not_signed_in")) return null;
        throw error;
      }
    },
  });
}

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

/** The signed-in member of staff; only below the shell. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe outside the signed-in shell");
  return me;
}

/** Whether the signed-in member of staff holds a permission. */
export function useCan(): (...any: Permission[]) => boolean {
  const { permissions } = useMe();
  return useCallback((...any) => any.some((p) => permissions.includes(p)), [permissions]);
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    try {
      await api.session.end();
    } finally {
      request.setCsrf(null);
      client.clear();
      client.setQueryData(keys.session, null);
    }
  }, [client]);
}
