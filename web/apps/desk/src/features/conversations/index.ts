export { ConversationsPage } from "./components/ConversationsPage.tsx";
export { useConversationFrames } from "./hooks/useConversationFrames.ts";
export { useMyUnread } from "./hooks/useMyUnread.ts";
