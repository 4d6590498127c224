import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

export type TemplateBody = T.TemplateContent & { name: string; purpose: T.TemplatePurpose };
export type NewTemplateBody = TemplateBody & { kind: string; account_id: T.Id | null; key: string; locale: string };
export type TriedTemplateBody = T.TemplateContent & { kind: string; account_id: T.Id | null; purpose: T.TemplatePurpose; values?: Record<string, string> };

/** Message templates as administrators keep them, one function per endpoint. Apart from the rest: only their screen loads it. */
export function createTemplatesApi(c: Client) {
  const at = (id: T.Id, tail = "") => `/message-templates/${id}${tail}`;
  return {
    kinds: () => c.get<T.TemplateKind[]>("/message-template-kinds"),
    list: () => c.get<T.MessageTemplate[]>("/message-templates"),
    create: (body: NewTemplateBody) => c.post<{ id: T.Id }>("/message-templates", body),
    change: (id: T.Id, body: TemplateBody) => c.put<T.MessageTemplate>(at(id), body),
    versions: (id: T.Id) => c.get<T.TemplateVersion[]>(at(id, "/versions")),
    switchOff: (id: T.Id) => c.post<T.MessageTemplate>(at(id, "/off")),
    switchOn: (id: T.Id) => c.post<T.MessageTemplate>(at(id, "/on")),
    preview: (body: TriedTemplateBody) => c.post<T.TemplatePreview>("/message-template-previews", body),
    sendTest: (id: T.Id, body: { recipient: string; account_id: T.Id | null; values: Record<string, string> }) =>
      c.post<{ sent: boolean; code: string | null; detail: string }>(at(id, "/test-message"), body),
  };
}
