"""What the bot did with questions, as figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from tandem.demo.bench.nlu.knowledge_files import Asked
from tandem.demo.bench.nlu.metrics import auc

ACTIONS = ("answer", "clarify", "handoff", "smalltalk")
_Z = 1.959964
_WORST = 15


@dataclass(frozen=True)
class Seen:
    """One question and what became of it. `found`: keys, best first; `said`: the entry it was answered from, `buttons`:
    those it offered; `drafted`: with somebody at the silent seat the best entry would have been a draft."""

    asked: Asked
    action: str
    policy: str
    found: tuple[str, ...]
    said: str | None
    buttons: tuple[str, ...]
    drafted: bool
    confidence: float
    scope: float

    @property
    def first(self) -> bool:
        return self.asked.key in self.found[:1]


def figures(seen: Sequence[Seen], related: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """Shares and precisions. `related`: entries whose answer is acceptable for a key's question, too."""
    inside = [one for one in seen if one.asked.key]
    outside = [one for one in seen if not one.asked.key]
    known = np.asarray([bool(one.asked.key) for one in seen])
    return {
        "right_first": _share([one.first for one in inside]),
        "right_in_three": _share([one.asked.key in one.found[:3] for one in inside]),
        "oos_auc": auc(np.asarray([one.scope for one in seen]), known),
        "oos_auc_of_confidence": auc(np.asarray([one.confidence for one in seen]), known),
        "in_scope": _doings(inside),
        "out_of_scope": _doings(outside),
        "answers": _precision([(one.asked.key, one.said) for one in seen if one.action == "answer"], related),
        "drafts": _precision([(one.asked.key, one.found[0]) for one in seen if one.drafted], related),
        "clarified_with_the_right_one": _share(
            [one.asked.key in one.buttons for one in inside if one.action == "clarify"]
        ),
    }


def worst_entries(seen: Sequence[Seen]) -> list[dict[str, Any]]:
    """Entries whose questions are found least, without the questions."""
    by_key: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        if one.asked.key:
            by_key[one.asked.key].append(one)
    rows = [
        {
            "key": key,
            "questions": len(own),
            "right_first": _share([one.first for one in own]),
            "right_in_three": _share([key in one.found[:3] for one in own]),
        }
        for key, own in by_key.items()
    ]
    missed = [row for row in rows if row["right_first"] != 1.0]
    return sorted(missed, key=lambda row: (row["right_first"], row["right_in_three"], row["key"]))[:_WORST]


def mistakes(seen: Sequence[Seen]) -> list[dict[str, Any]]:
    """Questions that found another entry first, and those without an entry that were answered or drafted."""
    wrong = [one for one in seen if (not one.first if one.asked.key else one.said or one.drafted)]
    return [
        {
            "text": one.asked.text,
            "key": one.asked.key,
            "found": list(one.found[:3]),
            "action": one.action,
            "policy": one.policy,
            "confidence": round(one.confidence, 3),
            "scope": round(one.scope, 3),
        }
        for one in wrong
    ]


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, z2 = right / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _doings(seen: Sequence[Seen]) -> dict[str, Any]:
    """Shares; `drafted` is taken from those that were asked back or handed over."""
    found: dict[str, Any] = {"questions": len(seen)}
    for action in ACTIONS:
        found[action] = _share([one.action == action for one in seen])
    found["handoff_by_rule"] = _share([one.policy == "mandatory" for one in seen])
    found["drafted"] = _share([one.drafted for one in seen])
    return found


def _precision(
    given: Sequence[tuple[str | None, str | None]], related: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    right = sum(key == said for key, said in given)
    near = sum(key == said or (key is not None and said in related.get(key, ())) for key, said in given)
    return {
        "given": len(given),
        "right": right,
        "precision": right / len(given) if given else None,
        "interval": wilson(right, len(given)),
        "right_or_related": near,
        "precision_with_related": near / len(given) if given else None,
    }


def _share(said: Sequence[bool]) -> float | None:
    return float(np.mean(said)) if said else None
