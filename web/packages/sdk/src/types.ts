import type * as Wire from "./generated/wire.ts";

// The server's own words, under the names that apps use. Nothing here is written by hand but what the SDK itself keeps.
export type SiteConfig = Wire.ConfigOut;
export type PreChat = Wire.PreChatOut;
export type PreChatKey = Wire.PreChatFieldOut["key"];
export type ConsentLine = Wire.ConsentLineOut;
export type PreChatAnswers = Partial<Record<PreChatKey, string>> & { consents: Wire.ConsentGiven[] };
export type Invitation = Wire.InvitationOut;
/** A channel in which the conversation can go on by a QR code, and such a code. */
export type ElsewhereWay = Wire.ElsewhereWayOut;
export type Elsewhere = Wire.ElsewhereOut;
export type OwnConsent = Wire.OwnConsent;
/** How the customer wants to be reached; null: as it comes. */
export type Preference = Wire.PreferenceView;
export type PreferenceWish = Wire.PreferenceIn;
export type FaqItem = Wire.FaqOut;
export type FaqCategory = Wire.FaqCategoryOut;
/** How a native app shows whose it is: its key, and what it is. */
export type AppSignature = Wire.AppIn;
export type Session = Wire.SessionOut;
export type Conversation = Wire.ConversationOut;
export type Controller = Conversation["controller"];
/** The customer may not write until then; null: for good. */
export type Block = Wire.BlockedOut;
export type Message = Wire.MessageOut;
export type Role = Message["role"];
export type MessageKind = Message["kind"];
export type Attachment = Wire.AttachmentOut;
export type Source = Wire.SourceOut;
export type Payload = Wire.PayloadOut;
export type Page = Wire.MessagesOut;
export type Rating = Wire.RatingIn;
export type OfflineNote = { name?: string; contact: string; text: string; client_id: string };
/** What the socket says and hears: see /asyncapi.json. */
export type Said = Wire.Said;
export type Told = Wire.Told;

/** What waits in the outbox. The attachment is kept whole so that its bubble can be drawn before the answer. */
export interface Draft {
  text?: string;
  choice_id?: string;
  attachment?: Attachment;
}
