export { iso, loadOf, Refusal, row, state, uuid } from "./state.mjs";
export { take } from "./conversations.mjs";
