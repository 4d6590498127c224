import type { Permission } from "@tandem/api";

export const CONVERSATION_READERS: Permission[] = ["conversations.read.own", "conversations.read.team", "conversations.read.all"];

const HOMES: [string, Permission[]][] = [
  ["/conversations", CONVERSATION_READERS],
  ["/board", ["board.read"]],
  ["/requests", ["loans.act"]],
  ["/silent-seat", ["drafts.decide"]],
  ["/knowledge", ["knowledge.read"]],
  ["/training", ["training.read"]],
  ["/portraits", ["portraits.read"]],
  ["/admin", ["staff.read", "audit.read", "settings.manage", "customers.unblock"]],
];

/** The first screen somebody with these permissions has business on. */
export function homePath(permissions: readonly Permission[]): string {
  return HOMES.find(([, any]) => any.some((p) => permissions.includes(p)))?.[0] ?? "/preferences";
}
