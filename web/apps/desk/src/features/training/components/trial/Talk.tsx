import type { BotTrial } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import type { Said } from "../../hooks/usePlayground.ts";
import { trialMessages } from "../../messages.trial.ts";
import { percent } from "../../rules/figures.ts";
import css from "./Trial.module.css";

interface Props {
  said: readonly Said[];
  at: number | null;
  onPick: (id: number) => void;
  onAgain: (id: number) => void;
  onChoose: (label: string, id: string) => void;
}

/** What was said, as the customer would read it; a click shows why. */
export function Talk({ said, at, onPick, onAgain, onChoose }: Props) {
  const t = useT(trialMessages);
  const errorText = useErrorText();
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView?.({ block: "nearest" });
  }, [said]);
  return (
    <ol className={css.log} aria-live="polite" data-testid="playground-log">
      {said.map((s, i) => (
        <li key={s.id}>
          <button type="button" className={css.mine} aria-current={s.id === at || undefined} onClick={() => onPick(s.id)}>{s.turn.text}</button>
          {s.state === "asking" && <p className={css.faint}>{t("thinking")}</p>}
          {s.state === "failed" && <p className={css.failed} role="alert">{t("failed", { why: errorText(s.error) })} <Button size="small" type="link" onClick={() => onAgain(s.id)}>{t("again")}</Button></p>}
          {s.result && <Answer result={s.result} here={s.id === at} onPick={() => onPick(s.id)} onChoose={i === said.length - 1 ? onChoose : null} />}
        </li>
      ))}
      <li ref={end} />
    </ol>
  );
}

function Answer({ result: r, here, onPick, onChoose }: { result: BotTrial; here: boolean; onPick: () => void; onChoose: ((label: string, id: string) => void) | null }) {
  const t = useT(trialMessages);
  const write = useWriting();
  return (
    <>
      <button type="button" className={css.bots} data-decision={r.decision} aria-current={here || undefined} onClick={onPick} data-testid="playground-answer">
        <small>{t(`decision.${r.decision}`)} · {percent(r.confidence, 0)}</small>
        {r.replies.map((reply, i) => (
          <span key={i} className={css.reply}>{reply.text}{reply.sources.length > 0 && <em>{t("source", { title: write.listed(reply.sources.map((x) => x.title)) })}</em>}</span>
        ))}
      </button>
      {r.replies.some((reply) => reply.options.length > 0) && (
        <div className={css.options}>
          {r.replies.flatMap((reply) => reply.options).map((o) => <Button key={o.id} size="small" disabled={onChoose === null} onClick={() => onChoose?.(o.label, o.id)}>{o.label}</Button>)}
        </div>
      )}
    </>
  );
}
