"""What the bot does without the model, as a row keeps it: the decision, and what it was made from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from tandem.contexts.bot.actions.considering import Considered
from tandem.contexts.bot.decision import (
    DecidedPart,
    Decision,
    Guess,
    IntentLimits,
    Option,
    Target,
    Thresholds,
    Understanding,
)
from tandem.contexts.knowledge.api import Candidate, Ranking

_CANDIDATES = 8


@dataclass(frozen=True)
class Fallback:
    """`message`: the customer's, as its event carries it. `considered`: with a ranking always."""

    message: Mapping[str, Any]
    locale: str
    considered: Considered

    @property
    def decision(self) -> Decision:
        return self.considered.decision

    @property
    def ranking(self) -> Ranking:
        assert self.considered.ranking is not None
        return self.considered.ranking

    def plain(self) -> dict[str, Any]:
        considered = self.considered
        ranking = asdict(replace(self.ranking, vectors={}))  # worked out anew where somebody wants them
        ranking["candidates"] = ranking["candidates"][:_CANDIDATES]
        return {
            "message": dict(self.message), "locale": self.locale, "decision": asdict(self.decision),
            "ranking": ranking, "elapsed_ms": considered.elapsed_ms,
            "understanding": asdict(considered.understanding) if considered.understanding else None,
            "limits": asdict(considered.limits) if considered.limits else None,
            "threshold_set": considered.threshold_set,
            "parts": [asdict(one) for one in considered.parts],
        }  # fmt: skip

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Fallback":
        ranking = dict(plain["ranking"])
        ranking["candidates"] = tuple(Candidate(**one) for one in ranking["candidates"])
        ranking["encoders"], ranking["degraded"] = tuple(ranking["encoders"]), tuple(ranking["degraded"])
        limits = plain["limits"]
        considered = Considered(
            _decision(plain["decision"]), Ranking(**ranking), plain["elapsed_ms"],
            _understanding(plain["understanding"]), Thresholds(**limits) if limits else None,
            plain["threshold_set"],
            tuple(DecidedPart(**{**one, "decision": _decision(one["decision"])}) for one in plain.get("parts", ())),
        )  # fmt: skip
        return cls(plain["message"], plain["locale"], considered)


def _decision(plain: Mapping[str, Any]) -> Decision:
    options = tuple(Option(**one) for one in plain["options"])
    return Decision(**{**plain, "entry_ids": tuple(plain["entry_ids"]), "options": options})


def _understanding(plain: Mapping[str, Any] | None) -> Understanding | None:
    if plain is None:
        return None
    return Understanding(
        plain["version"],
        tuple(Guess(**one) for one in plain["guesses"]),
        Target(**plain["target"]) if plain["target"] else None,
        IntentLimits(**plain["limits"]),
        tuple(plain["degraded"]),
        plain.get("scope", 1.0),
    )
