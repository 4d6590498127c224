"""Frozen DTOs of the knowledge base."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Category:
    id: UUID
    key: str
    title: str
    title_en: str | None = None


@dataclass(frozen=True)
class Content:
    """What a version says. Times are UTC; `effective_from` included, `effective_to` not."""

    question: str
    answer: str
    phrasings: tuple[str, ...]
    category_id: UUID
    effective_from: datetime | None = None
    effective_to: datetime | None = None
    related: tuple[str, ...] = ()
    question_en: str | None = None


@dataclass(frozen=True)
class Person:
    id: UUID | None
    name: str


@dataclass(frozen=True)
class Version:
    n: int
    state: str
    content: Content
    author: Person
    reviewer: Person | None
    comment: str | None
    created_at: datetime


@dataclass(frozen=True)
class Entry:
    """An entry with its newest version that the reader may see. `state`: draft (also after a rejection),
    in_review, published or retired. `hits` counts the bot's answers of the last 30 days."""

    id: UUID
    key: str
    category: Category
    state: str
    latest: Version
    published_n: int | None
    updated_at: datetime
    hits: int = 0


@dataclass(frozen=True)
class Published:
    """A published version, as the index takes it."""

    id: UUID
    key: str
    category_key: str
    n: int
    question: str
    question_en: str | None
    answer: str
    phrasings: tuple[str, ...]
    related: tuple[str, ...]
    effective_from: datetime | None
    effective_to: datetime | None
