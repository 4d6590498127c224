export { RequestsPage } from "./components/RequestsPage.tsx";
export { needsSomebody, useWaitingRequests } from "./api/requests.ts";
