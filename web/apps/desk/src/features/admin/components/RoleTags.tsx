import { useT } from "@tandem/i18n/react";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

export const ROLES = ["agent", "supervisor", "knowledge_editor", "bot_trainer", "qa", "complaint_officer", "admin"] as const;

export function useRoleName(): (role: string) => string {
  const t = useT(messages);
  return (role) => ((ROLES as readonly string[]).includes(role) ? t(`role.${role}` as "role.agent") : role);
}

export function RoleTags({ roles }: { roles: string[] }) {
  const name = useRoleName();
  return <span className={css.tags}>{roles.map((r) => <span key={r} className={css.tag}>{name(r)}</span>)}</span>;
}
