export { backoffDelay, type Backoff } from "./backoff.ts";
export { clientId } from "./ids.ts";
export { Outbox, type OutboxItem, type OutboxOptions, type OutboxStorage, type SendOutcome } from "./outbox.ts";
export { ReconnectingSocket, type Frame, type Environment, type SocketOptions, type Status } from "./socket.ts";
export { Timeline, type Sequenced, type TimelineOptions } from "./timeline.ts";
