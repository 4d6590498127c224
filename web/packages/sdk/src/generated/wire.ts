// Written by scripts/sdk_types.py of the server's OpenAPI and AsyncAPI documents. Not to be edited.
// What the server may leave out is optional, so that an SDK of today gets along with an older server.

export interface AgentOut {
  name: string;
}

/** What a native app shows instead of an origin, and what it is. */
export interface AppIn {
  key: string;
  bundle?: string | null;
  platform?: "ios" | "android" | "harmony" | "other" | null;
  version?: string | null;
}

/** `url` is signed and runs out: fetch the message anew then. */
export interface AttachmentOut {
  id: string;
  name: string;
  content_type: string;
  size: number;
  url: string;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
}

export interface AuthorOut {
  id: string | null;
  name: string;
}

/** The customer may not write until then; null: for good. Complaints are taken at /web/complaints. */
export interface BlockedOut {
  until: string | null;
}

export interface Brand {
  title: string;
  accent: string;
  logo_url?: string | null;
}

/** The same for every number. `phone` is masked. */
export interface ChallengeOut {
  challenge_id: string;
  phone: string;
  digits: number;
  expires_in_s: number;
  resend_in_s: number;
}

export interface CodeIn {
  phone: string;
  purpose?: string;
  conversation_id?: string | null;
}

export interface CodeTryIn {
  code: string;
}

export interface ComplaintIn {
  client_id: string;
  name?: string | null;
  contact: string;
  text: string;
}

export interface ComplaintOut {
  conversation_id: string;
}

export interface ConfigOut {
  site: string;
  name: string;
  brand: Brand;
  locale: string;
  open: boolean;
  hours_text: string;
  next_open_at: string | null;
  limits: LimitsOut;
  faq: FaqOut[];
  faq_categories: FaqCategoryOut[];
  features: FeaturesOut;
  greeting: string;
  privacy_text: string;
  /** Where else to complain, in the lender's words; may be empty */
  complaint_text: string;
  identity: "anonymous" | "signed";
  /** What is asked before the first message; null: nothing */
  pre_chat: PreChatOut | null;
  /** Empty outside the opening hours */
  invitations: InvitationOut[];
}

export interface ConsentByCustomer {
  purpose: "service" | "marketing" | "biometrics" | "recording" | "profiling";
  given: boolean;
  /** Needed to give: the version that was shown */
  text_version?: number | null;
  /** The language in which the text was shown; null: that of the request */
  locale?: "zh-CN" | "en" | null;
}

/** A line of the pre-chat form that was ticked, with the version and language that was shown. */
export interface ConsentGiven {
  purpose: "service" | "marketing" | "biometrics" | "recording" | "profiling";
  version: number;
  locale?: "zh-CN" | "en";
}

export interface ConsentLineOut {
  purpose: "service" | "marketing" | "biometrics" | "recording" | "profiling";
  version: number;
  locale: string;
  title: string;
  body: string;
}

/** Where to go on. */
export interface ContinuationIn {
  channel: string;
  account: string;
}

/** What was done: the customer was asked, was sent a link, or the conversation is there already (preferred). */
export interface ContinuationOut {
  how: "asked" | "preferred" | "link";
}

/** Who has the conversation now, the place in line, the rating that is asked for. */
export interface ConversationFrame {
  type: "conversation";
  conversation: ConversationOut;
}

export interface ConversationIn {
  client_id: string;
  page_url?: string | null;
  /** Where the site asks before the first message */
  pre_chat?: PreChatAnswers | null;
}

/** The conversation as its customer sees it. A silent seat looks like the bot. */
export interface ConversationOut {
  id: string;
  status: "open" | "snoozed" | "resolved";
  controller: "bot" | "queue" | "agent";
  agent: AgentOut | null;
  queue: PlaceOut | null;
  last_seq: number;
  customer_read_seq: number;
  agent_read_seq: number;
  opened_at: string;
  rating: RatingScore | null;
  rating_requested: boolean;
  blocked: BlockedOut | null;
}

export interface CustomerOut {
  id: string;
  name: string | null;
  verified: boolean;
}

/** A device on which the customer has the app. `token` is what its push service gave the app. */
export interface DeviceIn {
  platform: "ios" | "android" | "harmony" | "other";
  token: string;
}

export interface DeviceOut {
  /** Say it again before: at every start of the app, say */
  expires_at: string;
}

/** Works without a session: at log-out it may be over already. */
export interface DeviceRemovalIn {
  site: string;
  app: AppIn;
  token: string;
}

/** Where the customer goes on by themselves: `qr` is a picture (a data address) of `url`. Good once. */
export interface ElsewhereOut {
  channel: string;
  name: string;
  url: string;
  qr: string;
  expires_at: string;
}

/** A channel of the lender's as the customer may choose it. `how`: they are asked in the chat, get a code, or are not known there yet (`reason` no_phone or no_email). `reason` else: why it cannot be taken now, as in WayOut. `address`: theirs, masked. */
export interface ElsewhereWayOut {
  channel: string;
  account: string;
  name: string;
  address: string;
  how: "asked" | "code" | "unknown";
  reason: string | null;
}

export interface ElsewhereWaysOut {
  items: ElsewhereWayOut[];
}

/** What could not be done. Before a close it says why. */
export interface ErrorFrame {
  type: "error";
  code: string;
  detail: string;
}

export interface FaqCategoryOut {
  key: string;
  title: string;
}

export interface FaqOut {
  key: string;
  question: string;
  category?: string | null;
}

export interface FeaturesOut {
  attachments: boolean;
  rating: boolean;
  offline: boolean;
  typing_preview: boolean;
  voice: boolean;
}

export interface FeedbackIn {
  message_id: string;
  helpful: boolean;
}

export interface FollowIn {
  token: string;
}

export interface HandoffIn {
  reason?: string | null;
}

/** The first frame, within 10 s: the token of the session, and the last number that the client has. */
export interface Hello {
  type: "hello";
  token?: string;
  conversation_id?: string | null;
  after?: number;
}

export interface IdDigitsIn {
  phone: string;
  digits: string;
  conversation_id?: string | null;
}

/** A bubble beside the launcher, at most once a visit and `per_day` times a day. */
export interface InvitationOut {
  text: string;
  pages: string[];
  delay_s: number;
  per_day: number;
}

export interface LimitsOut {
  text: number;
  attachment_bytes: number;
  attachment_types: string[];
}

/** A message after the last number that the client named. Ascending, none left out, each once. */
export interface MessageFrame {
  type: "message";
  message: MessageOut;
}

export interface MessageIn {
  client_id: string;
  text?: string | null;
  choice_id?: string | null;
  attachment_id?: string | null;
  reply_to?: string | null;
}

/** `seq` counts within the conversation; what only staff may see leaves gaps. `client_id` is the one it was sent with. */
export interface MessageOut {
  id: string;
  conversation_id: string;
  seq: number;
  client_id: string | null;
  kind: "text" | "image" | "file" | "voice" | "choice" | "system";
  role: "customer" | "agent" | "bot" | "system";
  author: AuthorOut | null;
  text: string;
  payload: PayloadOut;
  reply_to: string | null;
  state: "queued" | "sent" | "delivered" | "read" | "failed";
  created_at: string;
}

export interface MessagesOut {
  items: MessageOut[];
  has_more: boolean;
}

export interface OfflineMessageIn {
  client_id: string;
  name?: string | null;
  contact: string;
  text: string;
}

export interface OfflineMessageOut {
  conversation_id: string;
}

export interface OptionOut {
  id: string;
  label: string;
}

/** A purpose as its customer sees it, with the words in force. */
export interface OwnConsent {
  purpose: "service" | "marketing" | "biometrics" | "recording" | "profiling";
  title: string;
  body: string;
  version: number;
  locale: string;
  given: boolean | null;
  at: string | null;
  outdated: boolean;
}

export interface OwnConsents {
  items: OwnConsent[];
}

/** What a message carries besides its text; there is more in it than is said here. */
export interface PayloadOut {
  attachment?: AttachmentOut | null;
  sources?: SourceOut[] | null;
  feedback?: boolean | null;
  options?: OptionOut[] | null;
  verification?: ProofWanted | null;
  event?: string | null;
  data?: Record<string, unknown> | null;
  complaint?: boolean | null;
}

/** Every 25 s; answer `pong`. Who is silent for 75 s is closed. */
export interface Ping {
  type: "ping";
}

export interface PlaceOut {
  position: number;
  estimate_s: number | null;
}

/** The answer to `ping`. */
export interface Pong {
  type: "pong";
}

/** What the visitor answered; `{}` is an empty form. */
export interface PreChatAnswers {
  name?: string | null;
  phone?: string | null;
  email?: string | null;
  topic?: string | null;
  consents?: ConsentGiven[];
}

export interface PreChatFieldOut {
  key: "name" | "phone" | "email" | "topic";
  required: boolean;
}

/** The form; whether this customer is asked says the session. */
export interface PreChatOut {
  skippable: boolean;
  fields: PreChatFieldOut[];
  topics: string[];
  consents: ConsentLineOut[];
}

/** Hours are local time; both or neither. What is left out or null is: as it comes. */
export interface PreferenceIn {
  contact_from?: string | null;
  contact_until?: string | null;
  language?: "zh-CN" | "en" | null;
  channel?: "web" | "phone" | "app" | "wechat" | "email" | "sms" | null;
}

export interface PreferenceView {
  contact_from: string | null;
  contact_until: string | null;
  language: string | null;
  channel: string | null;
  changed_at: string | null;
  changed_by: string;
}

/** `number`: not who they are, but that this number (its ends) is theirs; its code is of the purpose "new_phone". */
export interface ProofWanted {
  level: "bound" | "fresh";
  number?: string | null;
}

export interface ProvenOut {
  level: "public" | "bound" | "fresh";
  fresh_until: string | null;
}

export interface RatingIn {
  score: number;
  comment?: string | null;
  tags?: string[];
}

export interface RatingScore {
  score: number;
}

/** The customer has seen everything up to `seq`. */
export interface Read {
  type: "read";
  conversation_id: string;
  seq: number;
}

/** That side has seen everything up to `seq`. */
export interface ReadFrame {
  type: "read";
  role: "customer" | "agent";
  seq: number;
}

export interface ReadIn {
  seq: number;
}

/** The session holds; what follows is what the client has not got yet. `conversation` null: there is none open. */
export interface Ready {
  type: "ready";
  conversation: ConversationOut | null;
  server_time: string;
}

export interface SessionIn {
  site: string;
  /** A JWT (HS256) of the host site: aud = site, sub, exp (≤ 24 h), name? */
  identity?: string | null;
  locale?: string | null;
  page_url?: string | null;
  /** Needed where the site is a native app */
  app?: AppIn | null;
  /** The token of an earlier session: the same person goes on. */
  resume?: string | null;
}

export interface SessionOut {
  token: string;
  expires_at: string;
  customer: CustomerOut;
  conversation_id: string | null;
  /** Whether the form of /web/config is for this customer */
  pre_chat: boolean;
}

/** A knowledge entry that an answer of the bot rests on. */
export interface SourceOut {
  entry_id: string;
  key: string;
  title: string;
  version: number;
}

/** Turn to another conversation of this customer, from the number `after` on. */
export interface Subscribe {
  type: "subscribe";
  conversation_id: string;
  after?: number;
}

/** The customer writes; sent at most every 0.3 s. `text` only where the site shows what is being typed. */
export interface Typing {
  type: "typing";
  conversation_id: string;
  text?: string | null;
}

/** The other side writes, until that time (the server's clock) or until its message. */
export interface TypingFrame {
  type: "typing";
  role: "customer" | "agent" | "bot" | "system";
  until: string;
  name?: string | null;
}

export interface VerificationOut {
  level: "public" | "bound" | "fresh";
  methods: ("code" | "id_digits")[];
  fresh_until: string | null;
}

/** What a client says on the socket. */
export type Said = Hello | Pong | Read | Subscribe | Typing;

/** What a client hears on the socket. */
export type Told = ConversationFrame | ErrorFrame | MessageFrame | Ping | ReadFrame | Ready | TypingFrame;
