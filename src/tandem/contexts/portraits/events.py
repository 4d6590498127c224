"""What happened to portraits. `subject_id` is the customer (canonical)."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class SegmentChanged(Event):
    """The customer moved from one segment of a layer to another; None: none. `to_name`: what it was called then."""

    kind: ClassVar[str] = "portraits.segment_changed"
    layer: str
    from_segment: str | None
    to_segment: str | None
    to_name: str | None = None
    to_name_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class TagGiven(Event):
    """`name`, `name_en`: what the tag was called then. `origin`: hand, rule or model."""

    kind: ClassVar[str] = "portraits.tag_given"
    tag: str
    name: str
    origin: str
    name_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class TagEnded(Event):
    """`name`, `name_en`: what the tag was called then. `reason`: until (its time was over), rule (holds no more),
    unknown (nobody can say any more), hand (taken away), model (says so no more), no_consent, restricted, merged,
    erased."""

    kind: ClassVar[str] = "portraits.tag_ended"
    tag: str
    name: str
    origin: str
    reason: str
    name_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class RulesPublished(Event):
    """`subject`: tag:<key>, layer:<key> or strategies; `number` None: withdrawn. No `subject_id`."""

    kind: ClassVar[str] = "portraits.rules_published"
    subject: str
    number: int | None
