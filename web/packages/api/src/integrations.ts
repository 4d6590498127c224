import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

export interface DeliveryFilter {
  state?: "open" | "delivered" | "dead" | undefined;
  event_type?: string | undefined;
}

/** API keys and webhooks, one function per endpoint. Apart from the rest: only their screens load it. */
export function createIntegrationsApi(c: Client) {
  const hook = (id: T.Id, tail = "") => `/webhooks/${id}${tail}`;
  return {
    keys: () => c.get<T.ApiKey[]>("/api-keys"),
    scopes: () => c.get<T.ApiScope[]>("/api-key-scopes"),
    createKey: (body: T.NewApiKey) => c.post<T.ApiKey & { key: string }>("/api-keys", body),
    revokeKey: (id: T.Id) => c.delete<T.ApiKey>(`/api-keys/${id}`),
    events: () => c.get<T.WebhookEvent[]>("/webhook-events"),
    webhooks: () => c.get<T.Webhook[]>("/webhooks"),
    createWebhook: (body: T.WebhookInput) => c.post<{ id: T.Id; secret: string }>("/webhooks", body),
    changeWebhook: (id: T.Id, body: Partial<T.WebhookInput>) => c.patch<void>(hook(id), body),
    removeWebhook: (id: T.Id) => c.delete<void>(hook(id)),
    pauseWebhook: (id: T.Id) => c.post<void>(hook(id, "/pause")),
    resumeWebhook: (id: T.Id) => c.post<void>(hook(id, "/resume")),
    renewSecret: (id: T.Id) => c.post<{ secret: string }>(hook(id, "/secret")),
    testWebhook: (id: T.Id) => c.post<{ delivery_id: T.Id }>(hook(id, "/test")),
    resendDead: (id: T.Id) => c.post<{ deliveries: number }>(hook(id, "/resend-dead")),
    deliveries: (id: T.Id, filter: DeliveryFilter, cursor?: string | null) =>
      c.get<T.Page<T.Delivery>>(hook(id, "/deliveries"), { query: { ...filter, cursor } }),
    delivery: (id: T.Id) => c.get<T.DeliveryDetail>(`/webhook-deliveries/${id}`),
    resend: (id: T.Id) => c.post<void>(`/webhook-deliveries/${id}/resend`),
  };
}
