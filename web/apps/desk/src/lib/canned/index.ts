export { CannedReplies } from "./components/CannedReplies.tsx";
