import type { ConsentWords, Invitation, NewSite, PreChat, Site, SiteInput } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";

const SITES = ["settings", "sites"];
const TEXTS = ["settings", "consent-texts"];

export const useSites = () => useQuery({ queryKey: SITES, queryFn: api.admin.sites });
export const useConsentTexts = () => useQuery({ queryKey: TEXTS, queryFn: api.admin.consentTexts });

/** Saves part of a site's settings; the list shows the answer at once. */
function useSave<V, S extends Site>(save: (value: V) => Promise<S>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: (saved) =>
      client.setQueryData<Site[]>(SITES, (all) => (all?.some((s) => s.key === saved.key) ? all.map((s) => (s.key === saved.key ? saved : s)) : [...(all ?? []), saved])),
  });
}

export const useCreateSite = () => useSave((site: NewSite) => api.admin.createSite(site));
export const useSaveSite = (key: string) => useSave((site: SiteInput) => api.admin.saveSite(key, site));
export const useRenewIdentityKey = (key: string) => useSave(() => api.admin.renewIdentityKey(key));
/** Lets an app in; the list shows it at once. */
export function useAdmitApp() {
  const client = useQueryClient();
  return useMutation({ mutationFn: api.admin.admitApp, onSuccess: () => client.invalidateQueries({ queryKey: SITES }) });
}
export const useRenewAppKey = () => useMutation({ mutationFn: api.admin.renewAppKey });

export const useSavePreChat = (key: string) => useSave((form: PreChat) => api.admin.savePreChat(key, form));
export const useSaveInvitations = (key: string) => useSave((items: Invitation[]) => api.admin.saveInvitations(key, items));

export function usePublishConsentText() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: { purpose: string; zh_cn: ConsentWords; en: ConsentWords }) => api.admin.publishConsentText(text),
    onSuccess: () => void client.invalidateQueries({ queryKey: TEXTS }),
  });
}
