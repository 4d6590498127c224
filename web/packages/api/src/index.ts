export * from "./types/index.ts";
export { Client, type ClientOptions } from "./client.ts";
export { createApi, type Api, type BulkAction, type OutgoingMessage, type RowQuery } from "./endpoints.ts";
export { createChannelsApi } from "./channels.ts";
export { createCustomersApi } from "./customers.ts";
export { createPortraitsApi } from "./portraits.ts";
export { createTrainingApi } from "./training.ts";
export type { StaffFrame } from "./frames.ts";
export { isProblem, NetworkProblem, Problem, type ProblemBody } from "./problem.ts";
