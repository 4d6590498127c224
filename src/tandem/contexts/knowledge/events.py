"""What happened to the knowledge base. `subject_id` is the entry; the topic "knowledge" wakes every index."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event

TOPIC = "knowledge"


@dataclass(frozen=True, kw_only=True)
class KnowledgeEvent(Event):
    key: str
    version: int

    def topics(self) -> tuple[str, ...]:
        return (TOPIC,)


@dataclass(frozen=True, kw_only=True)
class DraftSaved(KnowledgeEvent):
    kind: ClassVar[str] = "knowledge.draft_saved"


@dataclass(frozen=True, kw_only=True)
class ReviewRequested(KnowledgeEvent):
    kind: ClassVar[str] = "knowledge.review_requested"


@dataclass(frozen=True, kw_only=True)
class EntryPublished(KnowledgeEvent):
    kind: ClassVar[str] = "knowledge.entry_published"


@dataclass(frozen=True, kw_only=True)
class VersionRejected(KnowledgeEvent):
    kind: ClassVar[str] = "knowledge.version_rejected"


@dataclass(frozen=True, kw_only=True)
class EntryRetired(KnowledgeEvent):
    kind: ClassVar[str] = "knowledge.entry_retired"
