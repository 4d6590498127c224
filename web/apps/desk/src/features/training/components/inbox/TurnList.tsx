import { CheckOutlined, LoadingOutlined, MinusOutlined } from "@ant-design/icons";
import type { InboxTurn } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button, Checkbox } from "antd";
import { memo, useEffect, useRef, type MouseEvent } from "react";
import type { useLabelling } from "../../hooks/useLabelling.ts";
import { inboxMessages } from "../../messages.inbox.ts";
import type { Labelling, Mark } from "../../rules/labelling.ts";
import css from "./Inbox.module.css";

type Act = ReturnType<typeof useLabelling>["act"];

/** Everything of this sitting in one unmoving order; judged turns say what was said of them. */
export function TurnList({ state, act }: { state: Labelling; act: Act }) {
  const t = useT(inboxMessages);
  const pick = (e: MouseEvent, id: string) => {
    if (e.shiftKey) act.selectTo(id);
    else if (e.metaKey || e.ctrlKey) act.toggle(id);
    else act.goTo(id);
  };
  return (
    <aside className={css.list} aria-label={t("list")}>
      {state.selected.size > 0 && (
        <div className={css.selection} role="status">
          {t("selected", { n: state.selected.size })}
          <Button size="small" type="link" onClick={act.unselect}>{t("clear")}</Button>
        </div>
      )}
      <ul data-testid="turn-list">
        {state.turns.map((turn) => (
          <Row key={turn.turn_id} turn={turn} mark={state.marks.get(turn.turn_id)} here={turn.turn_id === state.at} selected={state.selected.has(turn.turn_id)} onPick={pick} onToggle={act.toggle} />
        ))}
      </ul>
    </aside>
  );
}

interface RowProps {
  turn: InboxTurn;
  mark: Mark | undefined;
  here: boolean;
  selected: boolean;
  onPick: (e: MouseEvent, id: string) => void;
  onToggle: (id: string) => void;
}

const same = (a: RowProps, b: RowProps) => a.turn === b.turn && a.mark === b.mark && a.here === b.here && a.selected === b.selected;

const Row = memo(function Row({ turn, mark, here, selected, onPick, onToggle }: RowProps) {
  const t = useT(inboxMessages);
  const li = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) li.current?.scrollIntoView?.({ block: "nearest" });
  }, [here]);
  return (
    <li ref={li} className={css.row} data-here={here || undefined} data-judged={mark ? "yes" : undefined} data-selected={selected || undefined}>
      {mark
        ? <span className={css.tick} aria-hidden="true">{mark.state === "sending" ? <LoadingOutlined /> : mark.skip ? <MinusOutlined /> : <CheckOutlined />}</span>
        : <Checkbox checked={selected} onChange={() => onToggle(turn.turn_id)} aria-label={`${t("toggle")}: ${turn.text}`} tabIndex={-1} />}
      <button type="button" aria-current={here || undefined} onClick={(e) => onPick(e, turn.turn_id)} data-testid="turn-row" data-turn={turn.turn_id}>
        <b>{turn.text}</b>
        <small>{mark ? (mark.skip ? t("skip") : mark.name) : turn.why.map((w) => t(`why.${w}`)).join(" · ")}{!mark && turn.similar > 0 && <em>{t("similar", { n: turn.similar })}</em>}</small>
      </button>
    </li>
  );
}, same);
