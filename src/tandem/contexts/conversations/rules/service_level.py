"""Service level, default variant: answered within T / (offered − short abandons − flow-outs)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Counts over the queue entries that left the line in a period."""

    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    short_abandons: int = 0
    flow_outs: int = 0

    @property
    def offered(self) -> int:
        return self.answered + self.abandoned + self.flow_outs


def service_level(tally: Tally) -> float | None:
    """A share from 0 to 1; None when nothing counts yet."""
    counted = tally.offered - tally.short_abandons - tally.flow_outs
    return tally.answered_in_time / counted if counted > 0 else None
