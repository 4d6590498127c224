import type { Invitation, PreChat, Site } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";

const SITES = ["settings", "sites"];

export const useSites = () => useQuery({ queryKey: SITES, queryFn: api.admin.sites });
export const useConsentTexts = () => useQuery({ queryKey: ["settings", "consent-texts"], queryFn: api.admin.consentTexts });

/** Saves one half of a site's settings; the list shows the answer at once. */
function useSave<T>(save: (value: T) => Promise<Site>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: (saved) => client.setQueryData<Site[]>(SITES, (all) => all?.map((s) => (s.key === saved.key ? saved : s))),
  });
}

/** Lets an app in; the list shows it at once. */
export function useAdmitApp() {
  const client = useQueryClient();
  return useMutation({ mutationFn: api.admin.admitApp, onSuccess: () => client.invalidateQueries({ queryKey: SITES }) });
}
export const useRenewAppKey = () => useMutation({ mutationFn: api.admin.renewAppKey });

export const useSavePreChat = (key: string) => useSave((form: PreChat) => api.admin.savePreChat(key, form));
export const useSaveInvitations = (key: string) => useSave((items: Invitation[]) => api.admin.saveInvitations(key, items));
