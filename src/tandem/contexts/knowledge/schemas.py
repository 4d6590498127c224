"""JSON bodies of /knowledge."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from tandem.contexts.knowledge.rules import (
    MAX_ANSWER,
    MAX_PHRASING,
    MAX_PHRASINGS,
    MAX_QUESTION,
    MAX_RELATED,
)
from tandem.contexts.knowledge.views import Category, Content, Entry, Person, Version
from tandem.kit.http import Body

State = Literal["draft", "in_review", "published", "retired"]


def _storable(text: str) -> str:
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("characters that cannot be stored")
    return text


def _utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
Comment = Annotated[Text, Field(max_length=1000)]


class CategoryOut(BaseModel):
    id: UUID
    key: str
    title: str
    title_en: str | None

    @classmethod
    def of(cls, category: Category) -> "CategoryOut":
        return cls(id=category.id, key=category.key, title=category.title, title_en=category.title_en)


class CategoryIn(Body):
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    title: Annotated[Text, Field(min_length=1, max_length=60)]
    title_en: Annotated[Text, Field(max_length=60)] | None = None


class CategoryTitles(Body):
    title: Annotated[Text, Field(min_length=1, max_length=60)]
    title_en: Annotated[Text, Field(max_length=60)] | None = None


class PersonOut(BaseModel):
    id: UUID | None
    name: str

    @classmethod
    def of(cls, person: Person) -> "PersonOut":
        return cls(id=person.id, name=person.name)


class ContentIn(Body):
    question: Annotated[Text, Field(min_length=1, max_length=MAX_QUESTION)]
    answer: Annotated[Text, Field(min_length=1, max_length=MAX_ANSWER)]
    phrasings: list[Annotated[Text, Field(max_length=MAX_PHRASING)]] = Field(
        max_length=MAX_PHRASINGS, default_factory=list
    )
    category_id: UUID
    effective_from: Moment | None = None
    effective_to: Moment | None = None
    # Keys of entries that answer nearly the same; null keeps those of the version before.
    related: list[Annotated[Text, Field(min_length=1, max_length=80)]] | None = Field(
        None, max_length=MAX_RELATED
    )

    def content(self, before: Content | None = None) -> Content:
        """As the actions take it; what the form does not show is kept from the version before."""
        kept = before.related if before else ()
        return Content(
            question=self.question,
            answer=self.answer,
            phrasings=tuple(self.phrasings),
            category_id=self.category_id,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            related=tuple(self.related) if self.related is not None else kept,
            question_en=before.question_en if before else None,
        )


class EntryIn(ContentIn):
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{1,79}$")] | None = None


class DraftIn(ContentIn):
    base_version: Annotated[int, Field(ge=1, lt=2**31)]


class StepIn(Body):
    comment: Comment | None = None


class RejectionIn(Body):
    comment: Annotated[Comment, Field(min_length=1)]


class VersionOut(BaseModel):
    version: int
    state: str
    question: str
    answer: str
    phrasings: list[str]
    related: list[str]
    category_id: UUID
    effective_from: datetime | None
    effective_to: datetime | None
    author: PersonOut
    reviewer: PersonOut | None
    comment: str | None
    created_at: datetime

    @classmethod
    def of(cls, version: Version) -> "VersionOut":
        content = version.content
        return cls(
            version=version.n,
            state=version.state,
            question=content.question,
            answer=content.answer,
            phrasings=list(content.phrasings),
            related=list(content.related),
            category_id=content.category_id,
            effective_from=content.effective_from,
            effective_to=content.effective_to,
            author=PersonOut.of(version.author),
            reviewer=PersonOut.of(version.reviewer) if version.reviewer else None,
            comment=version.comment,
            created_at=version.created_at,
        )


class EntryOut(BaseModel):
    id: UUID
    key: str
    category: CategoryOut
    question: str
    answer: str
    phrasings: list[str]
    related: list[str]
    state: State
    version: int
    published_version: int | None
    effective_from: datetime | None
    effective_to: datetime | None
    author: PersonOut
    reviewer: PersonOut | None
    comment: str | None
    updated_at: datetime
    hits_30d: int

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        return cls(**_fields(entry))


class EntryDetailOut(EntryOut):
    versions: list[VersionOut]

    @classmethod
    def with_versions(cls, entry: Entry, versions: list[Version]) -> "EntryDetailOut":
        return cls(**_fields(entry), versions=[VersionOut.of(version) for version in versions])


class HitOut(BaseModel):
    entry_id: UUID
    key: str
    question: str
    answer: str
    score: float
    confidence: float


class SearchOut(BaseModel):
    items: list[HitOut]
    degraded: list[str]


def _fields(entry: Entry) -> dict[str, object]:
    latest = entry.latest
    return {
        "id": entry.id,
        "key": entry.key,
        "category": CategoryOut.of(entry.category),
        "question": latest.content.question,
        "answer": latest.content.answer,
        "phrasings": list(latest.content.phrasings),
        "related": list(latest.content.related),
        "state": entry.state,
        "version": latest.n,
        "published_version": entry.published_n,
        "effective_from": latest.content.effective_from,
        "effective_to": latest.content.effective_to,
        "author": PersonOut.of(latest.author),
        "reviewer": PersonOut.of(latest.reviewer) if latest.reviewer else None,
        "comment": latest.comment,
        "updated_at": entry.updated_at,
        "hits_30d": entry.hits,
    }
