"""Two versions side by side, under /bot/training: on the test set, and in front of customers."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query

from tandem.contexts.access.api import record
from tandem.contexts.bot.comparison.repository import arms as arm_rows
from tandem.contexts.bot.comparison.repository.arms import Serving, Went
from tandem.contexts.bot.comparison.repository.judgements import Judgement
from tandem.contexts.bot.comparison.rules import judging
from tandem.contexts.bot.comparison.rules.arms import DETECT, Arm, verdict
from tandem.contexts.bot.comparison.rules.judging import AnsweredExample
from tandem.contexts.bot.comparison.rules.significance import Stratum
from tandem.contexts.bot.comparison.schemas import ComparisonOut, ExperimentOut
from tandem.contexts.bot.comparison.testing import Testing, TestSet, answered_examples
from tandem.contexts.bot.training.endpoints.access import Reader
from tandem.kit.http import Db

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Detect = Annotated[float, Query(ge=0.005, le=0.5)]


def router(testing: Testing) -> APIRouter:
    """Routes to be mounted under /api/v1."""
    api = APIRouter(prefix="/bot/training", tags=["bot training"])

    @api.get("/compare", response_model=ComparisonOut)
    async def read_comparison(db: Db, actor: Reader, a: Number, b: Number) -> dict[str, Any]:
        """Two versions on the texts that are held back today: 404 intent_version_not_found, 409
        intent_version_not_ready, test_set_empty. Takes seconds when a version has not judged them yet."""
        test = await testing.test_set()
        said = await testing.judged(a, test), await testing.judged(b, test)
        # Among the texts are customers' own sentences.
        async with db.transaction() as tx:
            await record(tx, actor, "intent.examples_read", "intent:comparison", {"versions": [a, b]})
        return _comparison(test, (a, b), said)

    @api.get("/experiment", response_model=ExperimentOut)
    async def read_experiment(db: Db, actor: Reader, detect: Detect = DETECT) -> dict[str, Any]:
        """How the conversations of the published versions went: one arm, or two while a version is on trial."""
        async with db.transaction() as tx:
            serving = await arm_rows.serving(tx)
            # Both from when both served: the weeks before would compare seasons.
            starts = await arm_rows.periods(tx)
            by_period = await arm_rows.went(tx, starts, [one.version for one in serving])
        went = {version: sum(each, Went()) for version, each in by_period.items()}
        arms = [
            Arm(one.version, went[one.version].conversations, went[one.version].resolved) for one in serving
        ]
        found = verdict(arms, _strata([by_period[one.version] for one in serving]), detect)
        apart = found.difference
        return {
            "arms": [_arm(one, arm, went[one.version]) for one, arm in zip(serving, arms, strict=True)],
            "since": starts[0] if starts else None,
            "periods": len(starts),
            "difference": dict(zip(("value", "low", "high"), apart, strict=True)) if apart else None,
            "p_value": found.p_value,
            "enough": found.enough,
            "needed": found.needed,
            "detect": found.detect,
        }

    return api


def _strata(arms: Sequence[Sequence[Went]]) -> list[Stratum]:
    if len(arms) < 2:
        return []
    both = zip(arms[0], arms[1], strict=True)
    return [Stratum(a.resolved, a.conversations, b.resolved, b.conversations) for a, b in both]


def _comparison(
    test: TestSet, numbers: tuple[int, int], said: tuple[Sequence[Judgement], Sequence[Judgement]]
) -> dict[str, Any]:
    a, b = answered_examples(test, said[0]), answered_examples(test, said[1])
    labels = judging.labels_of(a, b)
    names = [test.names.get(label, label) for label in labels]
    each_a, each_b = judging.per_intent(a), judging.per_intent(b)
    nothing = judging.PerIntent(0, None, None)
    compared = judging.compare(a, b)
    return {
        "test_set": {"size": len(test.rows), "hash": test.hash},
        "a": _figures(numbers[0], a, said[0]),
        "b": _figures(numbers[1], b, said[1]),
        "per_intent": [
            {
                "intent": label, "name": name,
                "support": max(each_a.get(label, nothing).support, each_b.get(label, nothing).support),
                "precision_a": each_a.get(label, nothing).precision, "recall_a": each_a.get(label, nothing).recall,
                "precision_b": each_b.get(label, nothing).precision, "recall_b": each_b.get(label, nothing).recall,
            }
            for label, name in zip(labels, names, strict=True)
        ],
        "confusion": {
            "labels": labels, "names": names, "a": judging.confusion(a, labels), "b": judging.confusion(b, labels),
        },
        "changed": [vars(one) for one in compared.changed],
        "fixed": compared.fixed,
        "broken": compared.broken,
        "p_value": compared.p_value,
    }  # fmt: skip


def _figures(number: int, judged: Sequence[AnsweredExample], said: Sequence[Judgement]) -> dict[str, Any]:
    missing = sorted({name for one in said for name in one.degraded})
    return {"version": number, **vars(judging.figures(judged)), "degraded": missing}


def _arm(serving: Serving, arm: Arm, went: Went) -> dict[str, Any]:
    low, high = arm.bounds
    return {**vars(serving), **vars(went), "rate": arm.rate, "low": low, "high": high}
