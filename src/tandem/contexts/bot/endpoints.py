"""POST /bot/trial: what would the bot do with this text?"""

from typing import Any

from fastapi import APIRouter

from tandem.contexts.access.api import CurrentStaff, permissions
from tandem.contexts.bot.actions.keeping_turns import candidate_view
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.machine.state import Frame
from tandem.contexts.bot.rules.drafting import intent_worth_a_draft, parts_worth_a_draft, worth_a_draft
from tandem.contexts.bot.trial.playground import Playground, Tried
from tandem.contexts.bot.trial.rules.steps import fired, steps
from tandem.contexts.bot.trial.schemas import TrialIn, TrialOut
from tandem.contexts.bot.trial.talk import Sealed


def router(playground: Playground, sealed: Sealed) -> APIRouter:
    """Routes of the bot, to be mounted under /api/v1."""
    api = APIRouter(prefix="/bot", tags=["bot"])

    @api.post("/trial", response_model=TrialOut)
    async def post_trial(actor: CurrentStaff, body: TrialIn) -> dict[str, Any]:
        """Talk to the bot without a conversation, with everything its answer was made from. Send `talk` back to go on.
        `worth_a_draft`: with somebody at the silent seat the best answer would be put before them instead. 422
        trial_talk_unreadable."""
        actor.require(permissions.BOT_TRIAL)
        tried = await playground.say(
            actor, body.text, sealed.read(body.talk), choice_id=body.choice_id, verified=body.verified
        )
        return {**_decided(tried), **_judged(tried), "flows": _flows(tried), "talk": sealed.write(tried.talk)}

    return api


def _decided(tried: Tried) -> dict[str, Any]:
    decision = tried.decision
    drafts = _drafts(tried)
    rule = fired(decision, drafts=drafts)
    return {
        "decision": decision.action,
        "policy": decision.policy,
        "reason": decision.reason,
        "confidence": decision.confidence,
        "rule": rule,
        "steps": [vars(one) for one in steps(rule)],
        "replies": [
            {
                "text": one.text,
                "options": one.payload.get("options", []),
                "sources": one.payload.get("sources", []),
            }
            for one in tried.replies
        ],
        "entities": [one.plain() for one in tried.entities],
        "worth_a_draft": drafts,
        "evidence": dict(decision.evidence),
        "elapsed_ms": tried.elapsed_ms,
    }


def _drafts(tried: Tried) -> bool:
    considered = tried.considered
    if considered is None or (tried.turned is not None and tried.turned.mine):
        return False
    decision, seen = considered.decision, considered.understanding
    if parts_worth_a_draft(decision, considered.parts) is not None:
        return True
    by_intent = intent_worth_a_draft(decision, seen)
    return (by_intent or worth_a_draft(decision, considered.ranking, considered.limits)) is not None


def _judged(tried: Tried) -> dict[str, Any]:
    """What search and the intent model said; nothing where they were not asked."""
    considered = tried.considered
    ranking = considered.ranking if considered else None
    seen = considered.understanding if considered else None
    return {
        "candidates": [candidate_view(c) for c in ranking.candidates] if ranking else [],
        "thresholds": considered.thresholds if considered else {},
        "threshold_set": considered.threshold_set if considered else None,
        "intents": [vars(one) for one in seen.guesses] if seen else [],
        "intent_thresholds": {"auto": seen.limits.auto, "draft": seen.limits.draft} if seen else None,
        "version": seen.version if seen else None,
        "degraded": sorted({*(ranking.degraded if ranking else ()), *(seen.degraded if seen else ())}),
    }


def _flows(tried: Tried) -> dict[str, Any] | None:
    engine, turned = tried.engine, tried.turned
    if engine is None or turned is None:
        return None
    hit = tried.trigger
    effects = turned.effects
    return {
        "trigger": {
            "flow": hit.flow, "title": engine.flows[hit.flow].title, "score": hit.score, "phrase": hit.phrase,
        } if hit else None,
        "started": next((one.arg for one in effects if one.kind == "start"), None),
        "stack": [_frame(engine, one) for one in turned.state.stack],
        "trace": [f"{one.kind}: {one.arg}" if one.arg else one.kind for one in effects],
        "version": engine.flows.version,
    }  # fmt: skip


def _frame(engine: Engine, frame: Frame) -> dict[str, Any]:
    """A flow under way, with what is filled in as the customer would read it."""
    program = engine.flows[frame.flow]
    waits = None
    if frame.waits == "confirm":
        waits = "confirm"
    elif frame.waits == "slot":
        waits = getattr(program.code[frame.at], "slot", None)
    slots = {name: frame.shown.get(name, str(value)) for name, value in frame.slots.items()}
    labels = {name: one.label for name, one in program.slots.items() if name in slots or name == waits}
    return {
        "flow": frame.flow, "title": program.title, "waits_for": waits, "slots": slots, "labels": labels,
    }  # fmt: skip
