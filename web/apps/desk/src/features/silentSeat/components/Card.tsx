import { AccountBookOutlined, ArrowRightOutlined, CheckOutlined, EditOutlined, MessageOutlined, ReadOutlined, SearchOutlined, SwapOutlined, TeamOutlined, UserSwitchOutlined, WarningOutlined } from "@ant-design/icons";
import type { Draft, DraftComposed } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { isMac, timeText } from "@tandem/ui";
import { Button, Input } from "antd";
import type { KeyboardEvent, ReactNode } from "react";
import { Link } from "react-router";
import { useCustomerName } from "@/lib/names.ts";
import { useReason } from "@/lib/reasons.ts";
import { useCard } from "../hooks/useCard.ts";
import type { Words } from "../hooks/useWords.ts";
import { messages } from "../messages.ts";
import { answersOf, openFrom } from "../rules/answer.ts";
import { Ring } from "./Ring.tsx";
import { Search } from "./Search.tsx";
import css from "./SilentSeat.module.css";
import { UnsentWords } from "./UnsentWords.tsx";

const percent = (share: number) => Math.round(share * 100);

/** One draft: who asks what, what the bot would say, and what to do with it. */
export function Card({ draft, words, onSkip }: { draft: Draft; words: Words; onSkip: () => void }) {
  const t = useT(messages);
  const name = useCustomerName()(draft.customer);
  const card = useCard(draft, words, onSkip);
  return (
    <article className={css.card} data-testid="draft-card" data-draft={draft.id}>
      <header className={css.cardHead}>
        <Ring draft={draft} size={52} />
        <div>
          <b>{name}</b>
          <small>{draft.queue.name}{draft.extended ? ` · ${t("extended")}` : ""}</small>
        </div>
        <span className={css.grow} />
        <Link to={`/conversations/${draft.conversation_id}?view=all`} className={css.faint}><MessageOutlined /> {t("openConversation")}</Link>
      </header>
      <Before draft={draft} />
      <section className={css.question} aria-live="polite">
        <h3>{t("asks")}</h3>
        <p data-testid="draft-question">{draft.question || t("attachment")}</p>
      </section>
      {card.before && <UnsentWords unsent={card.before} words={words} onUse={() => card.act.goOn(card.before!)} />}
      <Answer draft={draft} card={card} />
      <Others card={card} draft={draft} />
      <Bar card={card} />
    </article>
  );
}

function Before({ draft }: { draft: Draft }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const open = openFrom(draft.turns);
  if (draft.turns.length === 0) return <p className={css.faint}>{t("noTurns")}</p>;
  return (
    <section className={css.before} aria-label={t("before")}>
      {draft.turns.map((turn, i) => (
        <div key={turn.at + turn.role + turn.text} data-role={turn.role}>
          <small>{t(`role.${turn.role}`)} {timeText(turn.at, locale)} {turn.role === "customer" && i >= open && <em data-testid="draft-open">{t("open")}</em>}</small>
          <p>{turn.text || t("attachment")}</p>
        </div>
      ))}
    </section>
  );
}

type CardState = ReturnType<typeof useCard>;

function Answer({ draft, card }: { draft: Draft; card: CardState }) {
  const t = useT(messages);
  const reason = useReason();
  const { shown, chosen, edited, act } = card;
  const own = draft.candidates[0]!;
  const version = chosen ? chosen.version : own.version;
  const both = answersOf(draft);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || e.nativeEvent.isComposing) return;
    e.preventDefault();
    act.stopEditing();
  };
  return (
    <section className={`${css.answer} ${chosen ? css.replaced : ""}`}>
      <h3>
        {chosen ? <><SwapOutlined /> {t("replacement")}</> : t(draft.composed ? "composed" : both.length > 1 ? "both" : "draft")}
        {!chosen && both.length > 1 && both.map((one) => <Link key={one.entry_id} to={`/knowledge/entries/${one.entry_id}`} title={t("version", { n: one.version })} data-testid="draft-source"><ReadOutlined /> {one.question}</Link>)}
        {(chosen || (!draft.composed && both.length < 2)) && <Link to={`/knowledge/entries/${shown.entry_id}`} title={version === null ? undefined : t("version", { n: version })} data-testid="draft-source"><ReadOutlined /> {shown.question}</Link>}
        <span className={css.grow} />
        {(chosen || both.length < 2) && <Sure draft={draft} share={shown.confidence} why={reason(draft.reason)} />}
      </h3>
      {edited === null ? (
        <p className={css.text} data-testid="draft-text">{shown.answer}</p>
      ) : (
        <>
          <Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 10 }} value={edited} maxLength={5000} aria-label={t("edit")} data-testid="draft-editor"
            onFocus={(e) => e.target.setSelectionRange(e.target.value.length, e.target.value.length)} onChange={(e) => act.write(e.target.value)} onKeyDown={onKeyDown} />
          <p className={css.faint}>{t("editHint", { mod: isMac() ? "⌘" : "Ctrl" })}</p>
        </>
      )}
      {draft.composed && !chosen && <RestsOn composed={draft.composed} />}
      {!chosen && (draft.composed?.open ?? []).map((question) => (
        <p key={question} className={css.stillOpen} role="note" data-testid="draft-still-open"><WarningOutlined /> {t("stillOpen", { question })}</p>
      ))}
    </section>
  );
}

/** Which published entries the language model's words rest on. */
function RestsOn({ composed }: { composed: DraftComposed }) {
  const t = useT(messages);
  return (
    <p className={css.restsOn} data-testid="draft-rests-on">
      <span className={css.faint}>{t("restsOn", { model: composed.model })}</span>
      {composed.sources.map((one) => (
        <Link key={one.entry_id} to={`/knowledge/entries/${one.entry_id}`} title={t("version", { n: one.version })}><ReadOutlined /> {one.title}</Link>
      ))}
      {composed.own_data && <span data-testid="draft-own-data"><AccountBookOutlined /> {t("ownData")}</span>}
    </p>
  );
}

/** The confidence, between the two thresholds that made it a draft. */
function Sure({ draft, share, why }: { draft: Draft; share: number | null; why: string }) {
  const t = useT(messages);
  if (share === null) return null;
  const auto = draft.thresholds.answer;
  return (
    <span className={css.sure} title={auto === undefined ? why : `${why} · ${t("autoFrom", { percent: percent(auto) })}`} data-testid="draft-confidence">
      {t("confidence")} {percent(share)}%
      <i aria-hidden="true"><u style={{ width: `${percent(share)}%` }} />{auto !== undefined && <s style={{ left: `${percent(auto)}%` }} />}</i>
    </span>
  );
}

function Others({ card, draft }: { card: CardState; draft: Draft }) {
  const t = useT(messages);
  const { others, chosen, act, searching } = card;
  if (searching) return <Search question={draft.question} onChoose={act.choose} onClose={act.stopSearching} />;
  return (
    <section className={css.others} aria-label={t("others")}>
      <h3>
        {t("others")}
        <span className={css.grow} />
        {chosen && <Button size="small" type="text" onClick={() => act.choose(null)}>{t("original")} <kbd>0</kbd></Button>}
        <Button size="small" type="text" icon={<SearchOutlined />} onClick={act.search} data-testid="draft-search-open">{t("search")} <kbd>K</kbd></Button>
      </h3>
      <div className={css.choices}>
        {others.map((choice, i) => (
          <button key={choice.entry_id} type="button" className={css.choice} aria-pressed={chosen?.entry_id === choice.entry_id} onClick={() => act.choose(choice)} data-testid={`draft-choice-${i + 1}`}>
            <b><kbd>{i + 1}</kbd> {choice.question}</b>
            <span>{choice.answer}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

function Bar({ card }: { card: CardState }) {
  const t = useT(messages);
  const { act, edited, chosen, mayTakeOver } = card;
  const plain = edited === null && chosen === null;
  const key = edited === null ? "↵" : `${isMac() ? "⌘" : "Ctrl"} ↵`;
  return (
    <footer className={css.actions}>
      <Do primary icon={<CheckOutlined />} label={t(plain ? "approve" : "send")} hint={key} onClick={act.send} id="approve" disabled={edited?.trim() === ""} />
      {edited === null
        ? <Do icon={<EditOutlined />} label={t("edit")} hint="E" onClick={act.edit} id="edit" />
        : <Do icon={<EditOutlined />} label={t("cancelEdit")} hint="Esc" onClick={act.stopEditing} id="cancel-edit" />}
      <span className={css.grow} />
      {mayTakeOver && <Do icon={<UserSwitchOutlined />} label={t("takeover")} hint="T" onClick={act.takeover} id="takeover" />}
      <Do icon={<TeamOutlined />} label={t("handoff")} hint="H" onClick={act.handoff} id="handoff" />
      <Do icon={<ArrowRightOutlined />} label={t("skip")} hint="S" onClick={act.skip} id="skip" />
    </footer>
  );
}

function Do(props: { icon: ReactNode; label: string; hint: string; onClick: () => void; id: string; primary?: boolean; disabled?: boolean }) {
  return (
    <Button size="large" type={props.primary ? "primary" : "default"} icon={props.icon} onClick={props.onClick} disabled={props.disabled ?? false} data-testid={`draft-${props.id}`}>
      {props.label} <kbd>{props.hint}</kbd>
    </Button>
  );
}
