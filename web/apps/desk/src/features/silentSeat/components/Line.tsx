import { EyeOutlined } from "@ant-design/icons";
import type { Draft } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useCustomerName } from "@/lib/names.ts";
import { messages } from "../messages.ts";
import { placeOf } from "../rules/line.ts";
import { Ring } from "./Ring.tsx";
import css from "./SilentSeat.module.css";

interface Props {
  drafts: Draft[];
  me: string;
  currentId: string | null;
  skipped: ReadonlySet<string>;
  onPick?: (draft: Draft) => void;
}

/** Everything that waits; what a colleague looks at can be picked all the same. */
export function Line({ drafts, me, currentId, skipped, onPick }: Props) {
  const t = useT(messages);
  const name = useCustomerName();
  const note = (draft: Draft) => {
    if (draft.id === currentId) return t("mine");
    const place = placeOf(draft, me, skipped);
    if (place === "held") return t("heldBy", { name: draft.held_by!.name });
    return place === "skipped" ? t("skipped") : draft.queue.name;
  };
  return (
    <aside className={css.line} aria-label={t("line")}>
      <h2>{t("lineCount", { n: drafts.length })}</h2>
      <ul data-testid="draft-line">
        {drafts.map((draft) => (
          <li key={draft.id}>
            <button type="button" className={css.waiting} aria-current={draft.id === currentId} disabled={!onPick}
              data-place={placeOf(draft, me, skipped)} data-testid="draft-row" onClick={() => onPick?.(draft)}>
              <Ring draft={draft} size={34} />
              <span className={css.waitingText}>
                <b>{draft.question || t("attachment")}</b>
                <small>
                  {name(draft.customer)} · {placeOf(draft, me, skipped) === "held" && <EyeOutlined />} {note(draft)}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
