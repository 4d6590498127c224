export { RequestsPage } from "./components/RequestsPage.tsx";
export { useWaitingRequests } from "./api/requests.ts";
