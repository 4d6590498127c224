import type * as T from "./types/index.ts";

/** What the staff socket (`/api/v1/socket`) sends, `ready` and `ping` apart. */
export type StaffFrame =
  | { type: "message"; message: T.Message }
  | { type: "row"; row: T.Row; removed_from?: T.View[] }
  | { type: "counts"; counts: T.Counts }
  | { type: "offer"; offer: T.Offer }
  | { type: "offer_gone"; offer_id: T.Id; reason: string }
  | { type: "typing"; conversation_id: T.Id; role: T.Role; name: string | null; text?: string; until: T.Time }
  | { type: "read"; conversation_id: T.Id; role: T.Role; seq: number }
  | { type: "message_state"; conversation_id: T.Id; message_id: T.Id; seq: number; state: T.MessageState }
  | { type: "viewers"; conversation_id: T.Id; viewers: T.Ref[] }
  | { type: "presence"; presence: T.Presence }
  | { type: "mention"; conversation_id: T.Id; by: T.Ref | string; text: string }
  | { type: "board" }
  | { type: "draft"; draft: T.Draft }
  | { type: "draft_held"; draft_id: T.Id; held_by: T.Ref | null; due_at: T.Time }
  | { type: "draft_gone"; draft_id: T.Id; state: T.DraftState; by: string | null; by_id: T.Id | null }
  | { type: "customer"; customer_id: T.Id }
  | { type: "silent_seat" }
  | { type: "resync" };
