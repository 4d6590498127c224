import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

export interface RowQuery {
  view: T.View;
  queue_id?: string | undefined;
  channel?: string | undefined;
  label?: string | undefined;
  priority?: string | undefined;
  agent_id?: string | undefined;
  q?: string | undefined;
  sort?: T.Sort | undefined;
}

export interface OutgoingMessage {
  client_id: string;
  text?: string;
  attachment_id?: string;
  reply_to?: string;
}

export type BulkAction =
  | { action: "assign"; agent_id: string }
  | { action: "label"; label_ids: string[] }
  | { action: "priority"; priority: T.Priority }
  | { action: "resolve"; wrap_up: T.WrapUp }
  | { action: "snooze"; until: string };

type List<X> = X[] | { items: X[] };
type Messages = { items: T.Message[]; has_more: boolean };

/** Plain lists may come bare or wrapped in a page. */
const bare = <X>(answer: List<X>): X[] => (Array.isArray(answer) ? answer : answer.items);

/** The staff API, one function per endpoint. */
export function createApi(c: Client) {
  const conv = (id: string, tail = "") => `/conversations/${id}${tail}`;
  const entry = (id: string, tail = "") => `/knowledge/entries/${id}${tail}`;
  return {
    url: c.url.bind(c),
    session: {
      read: () => c.get<T.Session>("/session"),
      create: (username: string, password: string) => c.post<T.Session>("/session", { username, password }),
      end: () => c.delete<void>("/session"),
      update: (patch: { preferences?: T.Preferences; locale?: string }) => c.patch<unknown>("/me", patch),
      mine: async () => bare(await c.get<List<T.LogIn>>("/me/sessions")),
      endOne: (id: string) => c.delete<void>(`/me/sessions/${id}`),
      endOthers: () => c.delete<void>("/me/sessions"),
      changePassword: (old: string, next: string) => c.post<void>("/me/password", { old, new: next }),
    },
    conversations: {
      list: (q: RowQuery, cursor?: string | null, limit = 50, signal?: AbortSignal) =>
        c.get<T.Page<T.Row>>("/conversations", { query: { ...q, cursor, limit }, ...(signal && { signal }) }),
      counts: () => c.get<T.Counts>("/conversations/counts"),
      summary: async (id: string) => (await c.get<{ summary: T.HandoverSummary | null }>(conv(id, "/summary"))).summary,
      read: (id: string) => c.get<T.ConversationDetail>(conv(id)),
      messages: (id: string, q: { before?: number; after?: number; limit?: number }) =>
        c.get<Messages>(conv(id, "/messages"), { query: q }),
      send: (id: string, m: OutgoingMessage) => c.post<T.Message>(conv(id, "/messages"), m),
      note: (id: string, n: { client_id: string; text: string; mentions?: string[] }) =>
        c.post<T.Message>(conv(id, "/notes"), n),
      attach: (id: string, file: File) => {
        const form = new FormData();
        form.append("file", file);
        return c.post<T.Attachment>(conv(id, "/attachments"), undefined, { form });
      },
      replyOptions: (id: string) => c.get<T.ReplyOptions>(conv(id, "/reply-options")),
      replyTemplates: (id: string) => c.get<T.OfferedTemplate[]>(conv(id, "/reply-templates")),
      sendTemplate: (id: string, m: { client_id: string; template_id: string; values: Record<string, string>; in_place_of?: string }) =>
        c.post<T.Message>(conv(id, "/template-messages"), m),
      claim: (id: string) => c.post<T.Row>(conv(id, "/claim")),
      assign: (id: string, agent_id: string, comment?: string) => c.put<T.Row>(conv(id, "/assignment"), { agent_id, comment }),
      transfer: (id: string, to: { queue_id?: string; agent_id?: string; comment: string }) =>
        c.post<T.Row>(conv(id, "/transfer"), to),
      requeue: (id: string, comment?: string) => c.post<T.Row>(conv(id, "/requeue"), { comment }),
      handback: (id: string, comment?: string) => c.post<T.Row>(conv(id, "/handback"), { comment }),
      takeover: (id: string) => c.post<T.Row>(conv(id, "/takeover")),
      block: (id: string, block: { reason: T.CustomerBlock["reason"]; days: 1 | 7 | null; note: string }) =>
        c.post<T.CustomerBlock>(conv(id, "/customer-block"), block),
      snooze: (id: string, until: string) => c.post<T.Row>(conv(id, "/snooze"), { until }),
      ways: (id: string) => c.get<T.Ways>(conv(id, "/ways")),
      goOn: (id: string, way: T.Way) => c.post<T.Continuation>(conv(id, "/continuations"), { channel: way.channel, account: way.account }),
      unsnooze: (id: string) => c.delete<T.Row>(conv(id, "/snooze")),
      resolve: (id: string, wrap_up: T.WrapUp) => c.post<T.Row>(conv(id, "/resolution"), { wrap_up }),
      reopen: (id: string) => c.delete<T.Row>(conv(id, "/resolution")),
      setPriority: (id: string, priority: T.Priority) => c.put<T.Row>(conv(id, "/priority"), { priority }),
      setLabels: (id: string, label_ids: string[]) => c.put<T.Row>(conv(id, "/labels"), { label_ids }),
      markRead: (id: string, seq: number) => c.post<void>(conv(id, "/reads"), { seq }),
      bulk: (ids: string[], action: BulkAction) =>
        c.post<{ results: { id: string; ok: boolean; code?: string }[] }>("/conversations/bulk", { ids, ...action }),
      transcriptUrl: (id: string, format: "txt" | "json") => c.url(conv(id, "/transcript"), { format }),
    },
    catalogues: {
      labels: async () => bare(await c.get<List<T.Label>>("/labels")),
      createLabel: (label: { name: string; color: string }) => c.post<T.Label>("/labels", label),
      saveLabel: (id: string, label: { name: string; color: string }) => c.put<T.Label>(`/labels/${id}`, label),
      removeLabel: (id: string) => c.delete<void>(`/labels/${id}`),
      dispositions: async () => bare(await c.get<List<T.Disposition>>("/dispositions")),
      channels: async () => bare(await c.get<List<{ kind: string; name: string }>>("/channels")),
      queues: async () => bare(await c.get<List<T.Queue>>("/queues")),
      agents: async (available?: boolean) => bare(await c.get<List<T.Agent>>("/agents", { query: { available } })),
    },
    canned: {
      list: async (q?: string) => bare(await c.get<List<T.CannedReply>>("/canned-replies", { query: { q } })),
      create: (r: Omit<T.CannedReply, "id">) => c.post<T.CannedReply>("/canned-replies", r),
      update: (id: string, r: Partial<T.CannedReply>) => c.patch<T.CannedReply>(`/canned-replies/${id}`, r),
      remove: (id: string) => c.delete<void>(`/canned-replies/${id}`),
    },
    offers: {
      list: async () => bare(await c.get<List<T.Offer>>("/offers")),
      accept: (id: string) => c.post<T.Row>(`/offers/${id}/acceptance`),
      refuse: (id: string, reason?: string) => c.post<void>(`/offers/${id}/refusal`, { reason }),
    },
    presence: {
      read: () => c.get<T.Presence>("/presence"),
      set: (p: { state: T.PresenceState; reason?: string; reassign?: boolean }) => c.put<T.Presence>("/presence", p),
      setFor: (agentId: string, state: T.PresenceState) => c.put<unknown>(`/agents/${agentId}/presence`, { state }),
    },
    board: { read: () => c.get<T.Board>("/board") },
    drafts: {
      seat: () => c.get<T.SilentSeat>("/bot/silent-seat"),
      sit: (present: boolean) => c.put<T.SilentSeat>("/bot/silent-seat", { present }),
      list: async () => bare(await c.get<List<T.Draft>>("/bot/drafts")),
      figures: () => c.get<T.DraftFigures>("/bot/drafts/figures"),
      look: (id: string, editing = false) => c.put<T.Draft>(`/bot/drafts/${id}/look`, { editing }),
      stopLooking: (id: string) => c.delete<void>(`/bot/drafts/${id}/look`),
      answer: (id: string, a: { client_id: string; text?: string; entry_id?: string }) => c.post<T.Draft>(`/bot/drafts/${id}/answer`, a),
      takeover: (id: string) => c.post<T.Draft>(`/bot/drafts/${id}/takeover`),
      handoff: (id: string) => c.post<T.Draft>(`/bot/drafts/${id}/handoff`),
    },
    knowledge: {
      list: (q: { q?: string | undefined; category?: string | undefined; state?: string | undefined }, cursor?: string | null) =>
        c.get<T.Page<T.Entry>>("/knowledge/entries", { query: { ...q, cursor } }),
      read: (id: string) => c.get<T.EntryDetail>(entry(id)),
      create: (content: T.EntryContent) => c.post<T.Entry>("/knowledge/entries", content),
      saveDraft: (id: string, content: T.EntryContent & { base_version: number }) => c.put<T.Entry>(entry(id, "/draft"), content),
      requestReview: (id: string, comment?: string) => c.post<T.Entry>(entry(id, "/review-request"), { comment }),
      approve: (id: string, comment?: string) => c.post<T.Entry>(entry(id, "/approval"), { comment }),
      reject: (id: string, comment: string) => c.post<T.Entry>(entry(id, "/rejection"), { comment }),
      retire: (id: string) => c.post<T.Entry>(entry(id, "/retirement")),
      categories: async () => bare(await c.get<List<T.Category>>("/knowledge/categories")),
      createCategory: (category: Omit<T.Category, "id">) => c.post<T.Category>("/knowledge/categories", category),
      renameCategory: (id: string, titles: { title: string; title_en: string | null }) => c.put<T.Category>(`/knowledge/categories/${id}`, titles),
      search: (q: string, limit = 8, signal?: AbortSignal) =>
        c.get<T.KnowledgeSearch>("/knowledge/search", { query: { q, limit }, ...(signal && { signal }) }),
      trial: (turn: T.TrialTurn) => c.post<T.BotTrial>("/bot/trial", turn),
    },
    admin: {
      staff: (q: { q?: string | undefined; active?: boolean | undefined }, cursor?: string | null) =>
        c.get<T.Page<T.StaffMember>>("/staff", { query: { ...q, cursor } }),
      createStaff: (s: T.StaffInput) => c.post<T.StaffCreated>("/staff", s),
      updateStaff: (id: string, s: T.StaffInput) => c.patch<T.StaffMember>(`/staff/${id}`, s),
      resetPassword: (id: string) => c.post<{ password: string }>(`/staff/${id}/password-reset`, {}),
      seat: (id: string) => c.get<T.Seat>(`/settings/seats/${id}`),
      saveSeat: (id: string, seat: T.Seat) => c.put<T.Seat>(`/settings/seats/${id}`, seat),
      organisation: async () => bare(await c.get<List<T.OrganisationNode>>("/organisation")),
      createLine: (name: string) => c.post<unknown>("/organisation/business-lines", { name }),
      renameLine: (id: string, name: string) => c.patch<unknown>(`/organisation/business-lines/${id}`, { name }),
      closeLine: (id: string) => c.delete<void>(`/organisation/business-lines/${id}`),
      createTeam: (name: string, business_line_id: string) => c.post<unknown>("/organisation/teams", { name, business_line_id }),
      renameTeam: (id: string, name: string) => c.patch<unknown>(`/organisation/teams/${id}`, { name }),
      closeTeam: (id: string) => c.delete<void>(`/organisation/teams/${id}`),
      audit: (q: { actor?: string | undefined; action?: string | undefined; subject?: string | undefined }, cursor?: string | null) =>
        c.get<T.Page<T.AuditItem>>("/audit", { query: { ...q, cursor } }),
      calendars: async () => bare(await c.get<List<T.Calendar>>("/settings/calendars")),
      saveCalendar: (id: string | null, body: { name: string; definition: T.CalendarDefinition }) =>
        id ? c.put<T.Calendar>(`/settings/calendars/${id}`, body) : c.post<T.Calendar>("/settings/calendars", body),
      queues: async () => bare(await c.get<List<T.QueueSettings>>("/settings/queues")),
      createQueue: (queue: T.QueueTargets & { key: string }) => c.post<T.QueueSettings>("/settings/queues", queue),
      saveQueue: (id: string, queue: T.QueueTargets) => c.put<T.QueueSettings>(`/settings/queues/${id}`, queue),
      blocks: (state: "standing" | "all", cursor?: string | null) =>
        c.get<T.Page<T.ListedBlock>>("/customer-blocks", { query: { state, cursor } }),
      liftBlock: (id: string, note: string) => c.post<T.CustomerBlock>(`/customer-blocks/${id}/lift`, { note }),
      sites: async () => bare(await c.get<List<T.Site>>("/sites")),
      createSite: (site: T.NewSite) => c.post<T.SiteSaved>("/sites", site),
      saveSite: (key: string, site: T.SiteInput) => c.put<T.SiteSaved>(`/sites/${key}`, site),
      renewIdentityKey: (key: string) => c.post<T.SiteSaved>(`/sites/${key}/identity-key`),
      dispositions: async () => bare(await c.get<List<T.DispositionSettings>>("/settings/dispositions")),
      createDisposition: (d: T.NewDisposition) => c.post<T.DispositionSettings>("/settings/dispositions", d),
      changeDisposition: (id: string, d: T.DispositionPatch) => c.patch<T.DispositionSettings>(`/settings/dispositions/${id}`, d),
      savePreChat: (key: string, form: T.PreChat) => c.put<T.Site>(`/sites/${key}/pre-chat`, form),
      saveInvitations: (key: string, items: T.Invitation[]) => c.put<T.Site>(`/sites/${key}/invitations`, { items }),
      consentTexts: async () => bare(await c.get<List<T.ConsentText>>("/consent-texts")),
      publishConsentText: (text: { purpose: string; zh_cn: T.ConsentWords; en: T.ConsentWords }) => c.post<unknown>("/consent-texts", text),
      admitApp: (body: { key: string; name: string; queue_key: string; bundles: string[]; identity_mode: string }) => c.post<T.AdmittedApp>("/sites/apps", body),
      renewAppKey: (key: string) => c.post<{ app_key: string }>(`/sites/${key}/app-key`),
      pushGateway: () => c.get<T.PushGateway>("/push-gateway"),
      testPush: (body: { app: string; platform: string; token: string }) => c.post<T.TestPush>("/push-gateway/tests", body),
      localPush: () => c.get<T.LocalPush[]>("/local/push"),
      localSms: (phone?: string) => c.get<T.LocalSms[]>("/local/sms", { query: { phone } }),
      localMail: () => c.get<T.LocalMails>("/local/mail"),
      writeLocalMail: (mail: T.WrittenMail) => c.post<{ id: string }>("/local/mail", mail),
      writeLocalSms: (sms: T.WrittenSms) => c.post<void>("/local/sms", sms),
      lawRules: () => c.get<T.LawRule[]>("/loans/law-rules"),
      health: () => c.get<T.SystemHealth>("/system/health"),
    },
  };
}

export type Api = ReturnType<typeof createApi>;
