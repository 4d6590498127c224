import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

type Told = { name: string; queue_key?: string | undefined; settings: T.ChannelSettings };

/** Written channels' accounts, one function per endpoint. Apart from the rest: only their screen loads it. */
export function createChannelsApi(c: Client) {
  const at = (id: T.Id, tail = "") => `/channel-accounts/${id}${tail}`;
  return {
    kinds: () => c.get<T.ChannelKind[]>("/channel-kinds"),
    accounts: () => c.get<T.ChannelHealth[]>("/channel-accounts"),
    account: (id: T.Id) => c.get<T.ChannelAccount>(at(id)),
    create: (body: Told & { kind: string; key: string; secrets: Record<string, string> }) => c.post<{ id: T.Id }>("/channel-accounts", body),
    change: (id: T.Id, body: Told & { secrets: Record<string, string | null> }) => c.put<T.ChannelAccount>(at(id), body),
    pause: (id: T.Id) => c.post<void>(at(id, "/pause")),
    resume: (id: T.Id) => c.post<void>(at(id, "/resume")),
    tryOut: (body: { kind: string; account?: T.Id; settings: T.ChannelSettings; secrets: Record<string, string> }) => c.post<{ findings: T.ChannelFinding[] }>("/channel-trials", body),
    check: (id: T.Id) => c.post<{ findings: T.ChannelFinding[] }>(at(id, "/check")),
    sendTest: (id: T.Id, body: { recipient: string; text: string }) => c.post<{ sent: boolean; code: string | null; detail: string }>(at(id, "/test-message"), body),
    stuck: (id: T.Id, cursor?: string | null) => c.get<T.StuckPage>(at(id, "/stuck"), { query: { cursor } }),
    held: (id: T.Id, cursor?: string | null) => c.get<T.HeldPage>(at(id, "/held-events"), { query: { cursor } }),
    resendFailed: (id: T.Id) => c.post<{ parts: number }>(at(id, "/resend-failed")),
    resend: (part: T.Id) => c.post<void>(`/channel-parts/${part}/resend`),
    drop: (part: T.Id) => c.post<void>(`/channel-parts/${part}/drop`),
    retryEvent: (id: number) => c.post<void>(`/channel-events/${id}/retry`),
    dropEvent: (id: number) => c.post<void>(`/channel-events/${id}/drop`),
  };
}
