export { Api, ApiError } from "./api.ts";
export { Chat, type ChatOptions } from "./chat.ts";
export { Devices, type Device } from "./devices.ts";
export { environment, type Environment, type Upload as UploadForm, type UploadAnswer, type UploadRequest } from "./environment.ts";
export type { ChatEvents, EventName, Listener } from "./events.ts";
export { chooseLocale, localeOf, type Locale } from "./locale.ts";
export {
  blockOf,
  controllerOf,
  countUnread,
  initialState,
  isForCustomer,
  ratingWanted,
  type ChatState,
  type Failure,
  type Link,
  type Notice,
  type NoticeCode,
  type Upload,
} from "./state.ts";
export { loadStorage, memoryStorage, Shelf, type KeyValues, type SlowStorage } from "./storage.ts";
export type { Challenge, ProofLevel, ProofMethod, Proving } from "./verifying.ts";
export { clientId, type OutboxItem } from "@tandem/realtime";
export type * from "./types.ts";
