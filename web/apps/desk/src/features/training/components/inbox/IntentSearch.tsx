import type { Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { inboxMessages } from "../../messages.inbox.ts";
import { messages } from "../../messages.ts";
import { findIntents } from "../../rules/intents.ts";
import css from "./Inbox.module.css";

interface Props {
  intents: readonly Intent[];
  onChoose: (intent: Intent) => void;
  onClose: () => void;
  /** With what was typed; without it nothing can be made here. */
  onCreate?: (name: string) => void;
}

/** Any intent by a few of its characters: arrows, Enter, Escape; Tab makes a new one of what was typed. */
export function IntentSearch({ intents, onChoose, onClose, onCreate }: Props) {
  const t = useT(inboxMessages);
  const frame = useT(messages);
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const found = findIntents(intents, typed);
  const active = Math.min(at, found.length - 1);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.keyCode === 229) return;
    if (e.key === "ArrowDown") setAt(found.length ? (active + 1) % found.length : 0);
    else if (e.key === "ArrowUp") setAt(found.length ? (active - 1 + found.length) % found.length : 0);
    else if (e.key === "Enter" && found[active]) onChoose(found[active]);
    else if (e.key === "Escape") onClose();
    else if (e.key === "Tab" && !e.shiftKey && found.length === 0 && typed.trim() && onCreate) onCreate(typed.trim());
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className={css.search} data-testid="intent-search">
      <input ref={field} value={typed} placeholder={t("searchHint")} aria-label={t("search")} role="combobox" aria-expanded="true" aria-controls={id}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined} onKeyDown={onKeyDown} data-testid="intent-search-field"
        onChange={(e) => {
          setTyped(e.target.value);
          setAt(0);
        }} />
      <ul id={id} role="listbox" aria-label={t("search")}>
        {found.map((intent, i) => (
          <li key={intent.key} id={`${id}-${i}`} role="option" aria-selected={i === active} onMouseMove={() => setAt(i)} onClick={() => onChoose(intent)} data-testid="intent-option">
            <b>{intent.name}</b>
            <small>{frame(`target.${intent.target.kind}`)}{intent.target.title && intent.target.title !== intent.name ? ` · ${intent.target.title}` : ""}</small>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={css.faint}>{typed.trim() && onCreate ? t("searchNothing", { q: typed.trim() }) : t("searchNone")}</p>}
    </div>
  );
}
