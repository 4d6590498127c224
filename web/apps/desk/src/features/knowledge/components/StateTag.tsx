import type { EntryState } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { messages } from "../messages.ts";
import css from "./Knowledge.module.css";

export function StateTag({ state }: { state: EntryState }) {
  const t = useT(messages);
  return <span className={`${css.tag} ${css[state]}`}>{t(`state.${state}`)}</span>;
}
