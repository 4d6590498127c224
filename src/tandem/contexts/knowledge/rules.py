"""Pure decisions about entries: what content may be, which step follows which, what is in force when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tandem.contexts.knowledge.errors import ContentInvalid, OwnWork, WrongStep
from tandem.contexts.knowledge.views import Content

MAX_QUESTION = 200
MAX_ANSWER = 4000
MAX_PHRASING = 200
MAX_PHRASINGS = 100
MAX_RELATED = 20
SMALL_TALK = "smalltalk"
"""Entries of this category answer small talk word for word; search never offers them."""

_SUBMITTABLE = frozenset({"draft", "rejected"})


def checked(content: Content) -> Content:
    """The content trimmed, phrasings without blanks and doubles. Raises ContentInvalid naming every field at fault."""
    question, answer = content.question.strip(), content.answer.strip()
    phrasings = tuple(dict.fromkeys(p for p in (" ".join(p.split()) for p in content.phrasings) if p))
    faults: list[tuple[str, str]] = []
    if not 1 <= len(question) <= MAX_QUESTION:
        faults.append(("question", f"1 to {MAX_QUESTION} characters"))
    if not 1 <= len(answer) <= MAX_ANSWER:
        faults.append(("answer", f"1 to {MAX_ANSWER} characters"))
    if len(phrasings) > MAX_PHRASINGS or any(len(p) > MAX_PHRASING for p in phrasings):
        faults.append(("phrasings", f"at most {MAX_PHRASINGS}, of {MAX_PHRASING} characters"))
    begin, end = content.effective_from, content.effective_to
    if begin and end and begin >= end:
        faults.append(("effective_to", "must be after effective_from"))
    if len(content.related) > MAX_RELATED or len(set(content.related)) != len(content.related):
        faults.append(("related", f"at most {MAX_RELATED}, each once"))
    if faults:
        raise ContentInvalid(fields=faults)
    return replace(content, question=question, answer=answer, phrasings=phrasings)


def may_submit(state: str) -> None:
    """Raises WrongStep unless a version in this state can be sent to review."""
    if state not in _SUBMITTABLE:
        raise WrongStep()


def may_review(state: str, author_id: UUID | None, reviewer_id: UUID | None, *, approves: bool) -> None:
    """Raises WrongStep unless the version waits for review; OwnWork when its author would approve it."""
    if state != "in_review":
        raise WrongStep()
    if approves and author_id is not None and author_id == reviewer_id:
        raise OwnWork()


def shown_state(latest: str, *, published: bool, retired: bool) -> str:
    """An entry's state from its newest version's: open work first, then retired, then published."""
    if latest == "in_review":
        return "in_review"
    if latest in _SUBMITTABLE:
        return "draft"
    return "published" if published and not retired else "retired"


def in_force(begin: datetime | None, end: datetime | None, now: datetime) -> bool:
    """Whether [begin, end) contains now."""
    return (begin is None or begin <= now) and (end is None or now < end)


def next_boundary(spans: Iterable[tuple[datetime | None, datetime | None]], now: datetime) -> datetime | None:
    """The next moment at which an entry comes into force or goes out of it."""
    return min((edge for span in spans for edge in span if edge is not None and edge > now), default=None)
