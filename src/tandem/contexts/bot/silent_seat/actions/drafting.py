"""Making a draft: the conversation goes to the silent seat, and the clock starts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, staff_by_ids
from tandem.contexts.bot.decision import DecidedPart, Decision, Ranking, Thresholds, Understanding
from tandem.contexts.bot.replies import several
from tandem.contexts.bot.rules.drafting import (
    has_room,
    intent_worth_a_draft,
    parts_worth_a_draft,
    said_surely,
    worth_a_draft,
)
from tandem.contexts.bot.silent_seat.actions.settling import DUE, settle
from tandem.contexts.bot.silent_seat.content import (
    CHOICES,
    Content,
    candidates,
    ids,
    with_both,
    with_the_model_s,
)
from tandem.contexts.bot.silent_seat.draft import Basis, Draft
from tandem.contexts.bot.silent_seat.events import DraftOpened
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.repository import drafts, seats
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

_BOT = Actor.bot()


async def draft(
    tx: Tx,
    seat: SilentSeat,
    conversation_id: UUID,
    message: Mapping[str, Any],
    decision: Decision,
    ranking: Ranking | None,
    understanding: Understanding | None = None,
    limits: Thresholds | None = None,
    basis: Basis | None = None,
    parts: Sequence[DecidedPart] = (),
) -> Decision | None:
    """Put the best answer before a person instead of what the ladder decided; None when the decision stands:
    the silent seat is off or nobody is there, the confidence lies elsewhere, the customer wrote on meanwhile.
    Who only asks 在吗 while a draft waits still waits for it; whose next question is another matter gets both answers
    together, though the bot were sure of the second: else nobody would answer the first.

    `message` is the customer's, as its event carries it; `limits` the thresholds it was decided by, None for the
    ranking's own; `basis` an answer of the language model's to be looked at instead of the best entry's, wherever the
    confidence lies; `parts` the questions in the message, where the bot is unsure of one. Safe to run twice."""
    if not seat.on:
        return None
    asked = parts_worth_a_draft(decision, parts) if basis is None else None
    if (
        basis is None
        and asked is None
        and not _may_be_drafted(decision, ranking, seat, understanding, limits)
    ):
        # A sure answer is looked at only behind a draft that the same customer still waits for.
        follows = said_surely(decision) and message["seq"] > 1
        if not follows or await drafts.last_of(tx, conversation_id) is None:
            return None
    known = await drafts.of_message(tx, UUID(message["id"]))
    if known is not None:
        return _decided(decision, known)
    if not await somebody_serves(tx, conversation_id):
        return None
    if basis is not None:
        content = await _composed(tx, seat, conversation_id, message, ranking, basis, parts)
    elif asked is not None:
        content = await _of_parts(tx, seat, conversation_id, message, asked, parts)
    else:
        content = await _content(tx, seat, conversation_id, message, decision, ranking, understanding, limits)
    if content is None:
        return None
    conversation = await conversations.lock(tx, conversation_id)
    if conversation.last_seq != message["seq"]:
        return None  # The customer wrote on: what this answers is not all that was asked.
    evidence = {"confidence": round(content.confidence, 3), "instead_of": decision.action}
    held = await conversations.to_silent_seat(tx, conversation_id, _BOT, reason="drafted", evidence=evidence)
    return _decided(decision, await _open(tx, seat, message, decision, content)) if held else None


def _may_be_drafted(
    decision: Decision,
    ranking: Ranking | None,
    seat: SilentSeat,
    understanding: Understanding | None,
    limits: Thresholds | None,
) -> bool:
    """Decided without the database: most messages need none of what follows."""
    if decision.action == "smalltalk" or intent_worth_a_draft(decision, understanding) is not None:
        return True
    return worth_a_draft(decision, ranking, seat.limits or limits) is not None


async def _content(
    tx: Tx,
    seat: SilentSeat,
    conversation_id: UUID,
    message: Mapping[str, Any],
    decision: Decision,
    ranking: Ranking | None,
    understanding: Understanding | None,
    used: Thresholds | None,
) -> Content | None:
    if decision.action == "smalltalk":
        return await _carried_on(tx, conversation_id, message)
    if ranking is None:
        return None
    confidences = {one.entry_id: one.confidence for one in ranking.candidates[:CHOICES]}
    limits = intent_worth_a_draft(decision, understanding)
    if limits is not None and understanding is not None and understanding.target is not None:
        meant = understanding.target.id
        confidences = {
            meant: understanding.probability,
            **{k: c for k, c in confidences.items() if k != meant},
        }
    else:
        limits = worth_a_draft(decision, ranking, seat.limits or used)
    if limits is None:
        return await _with_the_one_before(tx, seat, conversation_id, message, decision)
    best = list(confidences)[:CHOICES]
    answers = await seat.knowledge.answers(tx, best)
    if not answers or str(answers[0].entry_id) != best[0]:
        return None  # retired since the search
    content = Content(
        message["text"], candidates(answers, confidences), confidences[best[0]],
        {"answer": limits.answer, "draft": limits.draft}, tx.now + seat.budget,
    )  # fmt: skip
    return await _behind(tx, seat, await _unanswered(tx, conversation_id), content) or content


async def _composed(
    tx: Tx,
    seat: SilentSeat,
    conversation_id: UUID,
    message: Mapping[str, Any],
    ranking: Ranking | None,
    basis: Basis,
    parts: Sequence[DecidedPart],
) -> Content | None:
    """The model's answer, with the cited entries and then search's best to replace it with; of several questions the
    one that search is least sure of says how sure it is."""
    if ranking is None:
        return None
    confidences = {one.entry_id: one.confidence for one in ranking.candidates}
    for part in parts:
        if part.best is not None:
            confidences[part.best] = max(part.decision.confidence, confidences.get(part.best, 0.0))
    cited = [str(one["entry_id"]) for one in basis.sources]
    wanted = list(dict.fromkeys([*cited, *confidences]))[:CHOICES]
    answers = await seat.knowledge.answers(tx, wanted)
    if not answers or str(answers[0].entry_id) != cited[0]:
        return None
    limits = seat.limits or Thresholds(ranking.tau_answer, ranking.tau_clarify, ranking.tau_draft)
    draft_from = ranking.tau_draft if limits.draft is None else limits.draft
    confidence = min(
        (one.decision.confidence for one in parts if one.best in cited), default=ranking.confidence
    )
    content = Content(
        message["text"], candidates(answers, confidences), confidence,
        {"answer": limits.answer, "draft": draft_from}, tx.now + seat.budget, basis.text,
        basis.plain() | {"several": bool(parts)},
    )  # fmt: skip
    return await _behind(tx, seat, await _unanswered(tx, conversation_id), content) or content


async def _of_parts(
    tx: Tx,
    seat: SilentSeat,
    conversation_id: UUID,
    message: Mapping[str, Any],
    asked: Mapping[str, float],
    parts: Sequence[DecidedPart],
) -> Content | None:
    """The answers to several questions as one text; the one the bot is least sure of says the thresholds."""
    answers = await seat.knowledge.answers(tx, list(asked))
    if [str(one.entry_id) for one in answers] != list(asked):
        return None  # retired since the search
    doubt = min((one for one in parts if one.sure is None), key=lambda one: one.decision.confidence)
    # As everywhere, what was asked last stands first among the candidates.
    said = [{**one, "in_text": True} for one in reversed(candidates(answers, asked))]
    content = Content(
        message["text"], said[:CHOICES], min(asked.values()), {"answer": doubt.auto, "draft": doubt.draft},
        tx.now + seat.budget, text=several(answers, "zh-CN"),
    )  # fmt: skip
    return await _behind(tx, seat, await _unanswered(tx, conversation_id), content) or content


async def _carried_on(tx: Tx, conversation_id: UUID, message: Mapping[str, Any]) -> Content | None:
    """The draft that this message has just withdrawn without asking anything new. The time goes on."""
    last = await _unanswered(tx, conversation_id)
    if last is None or last.due_at <= tx.now:
        return None
    question = f"{last.question}\n{message['text']}".strip()
    return Content(
        question, last.candidates, last.confidence, last.thresholds, last.due_at, last.text, last.composed
    )


async def _unanswered(tx: Tx, conversation_id: UUID) -> Draft | None:
    """The draft that the customer's new message has just withdrawn, if nothing was said since."""
    last = await drafts.last_of(tx, conversation_id)
    if last is None:
        return None
    if not (last.waiting or (last.state == "withdrawn" and last.decided_why == "customer_wrote")):
        return None
    since, _ = await conversations.messages(tx, conversation_id, after=last.seq)
    return None if any(one.role in ("bot", "agent") for one in since) else last


async def owes(tx: Tx, conversation_id: UUID) -> bool:
    """Whether an earlier question of the customer's waited for a look when the latest message came, and still does."""
    return await _unanswered(tx, conversation_id) is not None


async def _with_the_one_before(
    tx: Tx, seat: SilentSeat, conversation_id: UUID, message: Mapping[str, Any], decision: Decision
) -> Content | None:
    """A sure answer, behind the unsure one to an earlier question that still stands open; alone it needs nobody."""
    if not said_surely(decision):
        return None
    before = await _unanswered(tx, conversation_id)
    if before is None:
        return None
    answers = await seat.knowledge.answers(tx, list(decision.entry_ids))
    if [str(one.entry_id) for one in answers] != list(decision.entry_ids):
        return None  # retired since
    found = candidates(answers, dict.fromkeys(decision.entry_ids, decision.confidence))
    sure = [{**one, "in_text": True} for one in found]
    content = Content(message["text"], sure, decision.confidence, before.thresholds, tx.now + seat.budget)
    return await _behind(tx, seat, before, content)


async def _behind(tx: Tx, seat: SilentSeat, before: Draft | None, content: Content) -> Content | None:
    """All answers together, the earlier questions' first; None where none stands open, or it is the same matter in
    other words: the later answer is enough then."""
    if before is None:
        return None
    own = content.rests_on
    told = [str(one["entry_id"]) for one in before.rests_on]
    if before.of_one_question and ids(own) & ids(before.candidates):
        return None
    # Of several earlier answers those to other matters stay, whichever of them the new one says again.
    earlier = [one for one in told if one not in ids(own) | ids(content.candidates)]
    answers = await seat.knowledge.answers(tx, told if before.composed else earlier) if earlier else []
    if not answers or (before.composed and len(answers) < len(told)):
        return None  # the same matter, or retired since
    return (with_the_model_s if before.composed or content.composed else with_both)(before, content, answers)


async def somebody_serves(tx: Tx, conversation_id: UUID) -> bool:
    """Whether somebody at the silent seat may read this conversation, and there is room for one more draft."""
    present = await seats.present(tx)
    if not present or not has_room(await drafts.count_waiting(tx), len(present)):
        return False
    staff = await staff_by_ids(tx, [person.id for person in present])
    for person in staff.values():
        actor = person.actor()
        if actor.may(permissions.DRAFTS_DECIDE) and await conversations.is_readable(
            tx, conversation_id, actor
        ):
            return True
    return False


async def _open(
    tx: Tx, seat: SilentSeat, message: Mapping[str, Any], decision: Decision, content: Content
) -> Draft:
    conversation_id = UUID(message["conversation_id"])
    older = await drafts.waiting_of(tx, conversation_id)
    if older is not None:
        await settle(tx, older, "withdrawn", _BOT, why="customer_wrote")
    own = content.candidates[0]
    opened = await drafts.insert_draft(
        tx,
        {
            "id": new_id(), "conversation_id": conversation_id, "message_id": UUID(message["id"]),
            "seq": message["seq"], "question": content.question,
            "text": content.text or own["answer"],
            "composed": dict(content.composed) if content.composed is not None else None,
            "entry_id": UUID(own["entry_id"]), "confidence": content.confidence,
            "policy": decision.policy, "reason": decision.reason, "thresholds": dict(content.thresholds),
            "candidates": list(content.candidates), "opened_at": tx.now, "due_at": content.due_at,
        },
    )  # fmt: skip
    await tx.schedule(DUE, opened.id, opened.due_at)
    show_typing(tx, conversation_id, seat.bot_name, opened.due_at)
    tx.emit(
        DraftOpened(
            subject_id=conversation_id, actor=_BOT.label, draft_id=opened.id, message_id=opened.message_id,
            due_at=opened.due_at.isoformat(),
        )
    )  # fmt: skip
    return opened


def show_typing(tx: Tx, conversation_id: UUID, name: str, until: datetime) -> None:
    """The customer sees that an answer is being written."""
    data = {"role": "bot", "author_id": None, "name": name, "until": until.isoformat().replace("+00:00", "Z")}
    tx.notify(f"conversation:{conversation_id}", "typing", data)


def _decided(decision: Decision, opened: Draft) -> Decision:
    """The bot's turn as it stands in the history: a draft in place of `decision`."""
    return replace(
        decision,
        action="draft",
        policy="draft",
        confidence=opened.confidence,
        entry_ids=(str(opened.entry_id),),
        options=(),
        say=None,
        evidence={**decision.evidence, "draft_id": str(opened.id), "instead_of": decision.action},
    )
