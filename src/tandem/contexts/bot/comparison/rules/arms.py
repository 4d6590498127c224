"""An experiment's arms: how the conversations that each version served went.

Changing the share does not begin it anew: what went before still says which version resolves more, compared within each
period in which conversations were parted in one way."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.contexts.bot.comparison.rules.significance import Stratum, differ, difference, needed
from tandem.contexts.bot.thresholds.rules.wilson import interval

DETECT = 0.05
"""The smallest change of the resolved rate that a lender would act on: five in a hundred."""


@dataclass(frozen=True)
class Arm:
    """Conversations that the version judged in, and how they went."""

    version: int
    conversations: int
    resolved: int

    @property
    def rate(self) -> float | None:
        return self.resolved / self.conversations if self.conversations else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the rate lies in 95 of 100 cases."""
        return interval(self.resolved, self.conversations)


@dataclass(frozen=True)
class Verdict:
    """`difference` is the second arm's rate minus the first's, with its bounds. `needed` conversations in each arm
    to see a change of `detect`; before there are `enough` of them a p-value says little."""

    difference: tuple[float, float, float] | None
    p_value: float | None
    enough: bool
    needed: int | None
    detect: float


def verdict(arms: Sequence[Arm], strata: Sequence[Stratum], detect: float = DETECT) -> Verdict:
    """Compare the first two arms: the one that served before and the one on trial. `strata`: the same conversations by
    periods of one share. Added up they would compare weeks with weeks: who gets more of the conversations later also
    gets more of whatever that week brought."""
    if len(arms) < 2:
        return Verdict(None, None, False, None, detect)
    before, trial = arms[0], arms[1]
    rate = before.rate if before.rate is not None else 0.5
    each = needed(rate, detect)
    return Verdict(
        difference(strata),
        differ(strata) if any(one.weight for one in strata) else None,
        min(before.conversations, trial.conversations) >= each,
        each,
        detect,
    )
