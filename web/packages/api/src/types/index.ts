/** Shapes of the staff contract. Ids are UUID strings, times UTC ISO-8601 with Z, durations seconds (`_s`). */
export * from "./common.ts";
export * from "./people.ts";
export * from "./conversations.ts";
export * from "./customers.ts";
export * from "./drafts.ts";
export * from "./board.ts";
export * from "./knowledge.ts";
export * from "./training.ts";
export * from "./measures.ts";
export * from "./administration.ts";
export * from "./routing.ts";
export * from "./messages.ts";
export * from "./portraits.ts";
export * from "./channels.ts";
export * from "./integrations.ts";
export * from "./predictions.ts";
export * from "./templates.ts";
