import { MessageOutlined, PlusOutlined, SearchOutlined, StopOutlined, SwapRightOutlined, UndoOutlined } from "@ant-design/icons";
import type { InboxTurn } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText } from "@tandem/ui";
import { Button } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { useLabelling } from "../../hooks/useLabelling.ts";
import { useStage } from "../../hooks/useStage.ts";
import { inboxMessages } from "../../messages.inbox.ts";
import { messages } from "../../messages.ts";
import { percent } from "../../rules/figures.ts";
import { rival } from "../../rules/intents.ts";
import type { Labelling } from "../../rules/labelling.ts";
import { lastJudged } from "../../rules/labelling.ts";
import { IntentForm } from "../intents/IntentForm.tsx";
import css from "./Inbox.module.css";
import { IntentSearch } from "./IntentSearch.tsx";

type Act = ReturnType<typeof useLabelling>["act"];
type StageState = ReturnType<typeof useStage>;

/** One message of a customer: what the bot made of it, what it may be called, and the keys for that. */
export function Stage({ turn, state, act }: { turn: InboxTurn; state: Labelling; act: Act }) {
  const t = useT(inboxMessages);
  const frame = useT(messages);
  const { locale } = useLocale();
  const stage = useStage(turn, state, act);
  const { mark } = stage;
  return (
    <article className={css.card} data-testid="label-card" data-turn={turn.turn_id}>
      <header className={css.cardHead}>
        {turn.why.map((w) => <span key={w} className={css.why} data-why={w}>{t(`why.${w}`)}</span>)}
        <time dateTime={turn.at}>{dateTimeText(turn.at, locale)}</time>
        <span className={css.grow} />
        <Link to={`/conversations/${turn.conversation_id}?view=all`}><MessageOutlined /> {t("openConversation")}</Link>
      </header>
      <section aria-live="polite" className={css.said}>
        <h3>{t("question")}</h3>
        <p data-testid="label-text">{turn.text}</p>
        {turn.similar > 0 && <small>{t("similar", { n: turn.similar })}</small>}
      </section>
      <BotDid turn={turn} />
      {mark && (
        <p className={css.judged} role="status" data-testid="judged">
          {mark.skip ? t("markedSkip") : t("marked", { name: mark.name })} · {t("relabel")}
        </p>
      )}
      {stage.mayLabel ? <Choice stage={stage} turn={turn} onUndo={lastJudged(state).length > 0 ? act.undo : null} /> : <p className={css.faint}>{frame("readOnly")}</p>}
    </article>
  );
}

function BotDid({ turn }: { turn: InboxTurn }) {
  const t = useT(inboxMessages);
  const next = rival(turn);
  return (
    <section className={css.did}>
      <h3>
        {t("botDid")} <b>{t(`action.${turn.action}` as "action.answer")}</b>
        <span>{t("confidence")} {percent(turn.confidence, 0)}</span>
        {next !== undefined && <span title={t("marginWhy")} data-testid="margin">{t("margin", { n: Math.round(turn.margin * 100), first: turn.candidates[0]!.name, second: next ? next.name : t("outOfScope") })}</span>}
      </h3>
      {turn.answer ? <p className={css.answer}><small>{t("answered")}</small>{turn.answer}</p> : <p className={css.faint}>{t("nothingSaid")}</p>}
      {turn.said_instead && <p className={`${css.answer} ${css.instead}`}><small><SwapRightOutlined /> {t("saidInstead")}</small>{turn.said_instead}</p>}
    </section>
  );
}

function Choice({ stage, turn, onUndo }: { stage: StageState; turn: InboxTurn; onUndo: (() => void) | null }) {
  const t = useT(inboxMessages);
  const { act, guesses, mode, many } = stage;
  if (mode === "search") return <IntentSearch intents={stage.intents} onChoose={(i) => act.label(i.key, i.name)} onCreate={act.create} onClose={act.close} />;
  if (mode === "create") return <div className={css.create}><IntentForm initial={{ name: stage.typed }} example={turn.text} onDone={(i) => act.label(i.key, i.name)} onCancel={act.close} /></div>;
  return (
    <>
      <section aria-label={t("suggestions")}>
        <h3>{t("suggestions")}{many > 0 && <em className={css.many}>{t("selected", { n: many })}</em>}</h3>
        {guesses.length === 0 && <p className={css.faint}>{t(turn.candidates.length > 0 ? "noGuess" : "noModel")}</p>}
        <div className={css.guesses}>
          {guesses.map((g, i) => (
            <button key={g.intent} type="button" className={css.guess} data-testid={`guess-${i + 1}`} onClick={() => act.label(g.intent, g.name)}>
              <kbd>{i + 1}</kbd>
              <span><b>{g.name}</b><i aria-hidden="true"><u style={{ width: percent(g.probability, 0) }} /></i></span>
              <small>{percent(g.probability, 0)}</small>
            </button>
          ))}
        </div>
      </section>
      <footer className={css.actions}>
        <Do icon={<SearchOutlined />} label={t("search")} hint="/" id="search" onClick={act.search} />
        <Do icon={<StopOutlined />} label={turn.outside === null ? t("outOfScope") : `${t("outOfScope")} ${percent(turn.outside, 0)}`} hint="O" id="scope" onClick={act.outOfScope} title={t("outOfScopeHint")} />
        <Do icon={<PlusOutlined />} label={t("create")} hint="N" id="new" onClick={() => act.create()} />
        <Do label={t("skip")} hint="S" id="skip" onClick={act.skip} />
        <span className={css.grow} />
        {onUndo && <Do icon={<UndoOutlined />} label={t("undo")} hint="U" id="undo" onClick={onUndo} />}
      </footer>
    </>
  );
}

function Do(props: { icon?: ReactNode; label: string; hint: string; id: string; title?: string; onClick: () => void }) {
  // The focus goes back to the page, so that the next key is a verdict and not this button.
  const onClick = (e: React.MouseEvent<HTMLElement>) => {
    e.currentTarget.blur();
    props.onClick();
  };
  return (
    <Button size="large" icon={props.icon} title={props.title} onClick={onClick} data-testid={`label-${props.id}`}>
      {props.label} <kbd>{props.hint}</kbd>
    </Button>
  );
}
