"""Facts of this context."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class EndpointRested(Event):
    """Nothing goes to the endpoint (`subject_id`) until somebody resumes it. `reason`: failing or gone."""

    kind: ClassVar[str] = "integrations.endpoint_rested"
    reason: str

    def topics(self) -> tuple[str, ...]:
        return ("webhooks",)
