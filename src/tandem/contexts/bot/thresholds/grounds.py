"""What fitting stands on besides the turns: wiring says where it comes from."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from tandem.contexts.bot.thresholds.rules.curve import Outcome
from tandem.contexts.bot.thresholds.rules.fitting import Defaults
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.contexts.bot.training.thresholds import DEFAULT

# No probability reaches `never`.
INTENT_DEFAULTS = Defaults(DEFAULT.auto, DEFAULT.draft, never=1.0)
NEVER_FOUND = 0.99
"""Above every confidence of search but that of a question that is a phrasing, word for word."""


async def _no_flows() -> Mapping[str, str]:
    return {}


async def _nothing_missing() -> frozenset[str]:
    return frozenset()


async def _untested(_version: int) -> Sequence[Outcome]:
    return ()


@dataclass(frozen=True)
class Grounds:
    """`searched`: search's own (τ_answer, τ_draft), fitted with the knowledge base. `stands_for`: entries' keys and
    the flows that answer them better. `missing`: encoders that search is without here. `tested`: what a
    version made of the fixed test set."""

    searched: Callable[[], Awaitable[tuple[float, float]]]
    stands_for: Callable[[], Awaitable[Mapping[str, str]]] = _no_flows
    missing: Callable[[], Awaitable[frozenset[str]]] = _nothing_missing
    tested: Callable[[int], Awaitable[Sequence[Outcome]]] = _untested

    async def defaults(self) -> dict[Judge, Defaults]:
        """What holds before anything was fitted, by judge."""
        answer, draft = await self.searched()
        return {
            "retrieval": Defaults(answer, min(draft, answer), max(NEVER_FOUND, answer)),
            "intent": INTENT_DEFAULTS,
        }
