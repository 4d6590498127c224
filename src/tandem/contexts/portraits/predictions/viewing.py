"""Viewing: what is predicted of a customer, as agents read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.contexts.portraits import people
from tandem.contexts.portraits.predictions.gathering import allowed
from tandem.contexts.portraits.predictions.repository import predictions
from tandem.contexts.portraits.predictions.rules.explaining import in_words
from tandem.contexts.portraits.predictions.rules.targets import SHOWN
from tandem.kit.db import Tx
from tandem.kit.i18n import translate


@dataclass(frozen=True)
class PredictedNeed:
    """`reason`: a wrap-up code, `name` in words. `why`: what speaks for it, the strongest first."""

    target: str
    reason: str
    name: str
    probability: float
    why: Sequence[str]
    at: datetime


async def predicted(
    tx: Tx, customer_id: UUID, locale: str, zone: tzinfo, may_profile: people.MayProfile = people.agreed
) -> dict[str, PredictedNeed]:
    """By target, what is worth telling an agent. Empty without consent to profiling, for restricted data, and when
    what was predicted has expired. Not filtered by who asks."""
    who = await people.canonical(tx, customer_id)
    if not await allowed(tx, who, may_profile):
        return {}
    return await worth_telling(tx, who, locale, zone)


async def worth_telling(tx: Tx, who: UUID, locale: str, zone: tzinfo) -> dict[str, PredictedNeed]:
    """The same of a person of whom the caller knows that they may be profiled."""
    found = await predictions.of(tx, who)
    worth = {name: one for name, one in found.items() if one.probability >= SHOWN[name] and one.outcomes}
    if not worth:
        return {}
    words = await reason_names(tx, locale)
    today = tx.now.astimezone(zone).date()
    return {
        name: PredictedNeed(
            name, str(one.outcomes[0]["outcome"]), outcome_name(str(one.outcomes[0]["outcome"]), locale, words),
            one.probability, in_words(one.outcomes[0]["because"], today, locale, words), one.at,
        )
        for name, one in worth.items()
    }  # fmt: skip


async def tag_reason(tx: Tx, why: Mapping[str, Any], at: datetime, locale: str, zone: tzinfo) -> str:
    """Why a model gave a tag, in words: how likely, and what speaks for it."""
    words = await reason_names(tx, locale)
    name = outcome_name(str(why["outcome"]), locale, words)
    told = in_words(why.get("because", ()), at.astimezone(zone).date(), locale, words)
    percent = round(float(why["probability"]) * 100)
    said = translate("portraits.predicted", locale, name=name, percent=percent)
    return said + (f" ({'; '.join(told)})" if locale == "en" else f"（{'；'.join(told)}）") if told else said


async def reason_names(tx: Tx, locale: str) -> dict[str, str]:
    """Of wrap-up codes."""
    return {
        one["code"]: (one["name_en"] or one["name"]) if locale == "en" else one["name"]
        for one in await conversations.dispositions(tx)
    }


def outcome_name(code: str, locale: str, words: Mapping[str, str]) -> str:
    """Of a reason, or of dormancy."""
    if code == "dormancy":
        return translate("portraits.outcome.dormancy", locale)
    return words.get(code) or (translate("portraits.outcome.other", locale) if code == "other" else code)
