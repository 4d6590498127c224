"""Making: everything about the borrowers of one block, the same for the same seed, number and day. Pure; the ledger's
part comes in as a function."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from tandem.contexts.conversations.api import PastConversation
from tandem.demo.borrowers.contacting import Loan, contacts
from tandem.demo.borrowers.parameters import Parameters
from tandem.demo.borrowers.people import Person, person
from tandem.demo.borrowers.planning import Plan, plan, profile_of
from tandem.demo.borrowers.profiles import BLOCK, Profiles, drawn
from tandem.demo.borrowers.talking import Office, conversation
from tandem.kit.ids import id_of


class Account(Protocol):
    """A borrower, as the ledger keeps one."""

    @property
    def loans(self) -> Sequence[Loan]: ...


A = TypeVar("A", bound=Account)
E = TypeVar("E")
Lives = Callable[[Plan, date], tuple[A, E]]
"""The ledger: carries a plan out until the end of a day; the account, and what was posted."""


@dataclass(frozen=True)
class Borrower(Generic[A, E]):
    """`id` is the customer's. `kept` is what the ledger made of the plan."""

    id: UUID
    person: Person
    joined_at: datetime
    consents: bool
    kept: tuple[A, E]
    conversations: Sequence[PastConversation]


def borrowers(
    parameters: Parameters, seed: int, first: int, last: int, as_of: date, office: Office, lives: Lives[A, E]
) -> Iterator[Borrower[A, E]]:
    """The borrowers numbered from `first` to `last` (from 0, `last` not among them)."""
    profiles: Profiles | None = None
    for k in range(first, last):
        block, row = divmod(k, BLOCK)
        if profiles is None or not row:
            profiles = drawn(parameters, seed, block)
        yield _borrower(profiles, row, k, seed, as_of, office, lives)


def _borrower(
    profiles: Profiles, row: int, k: int, seed: int, as_of: date, office: Office, lives: Lives[A, E]
) -> Borrower[A, E]:
    # Each stage has numbers of its own: a change to what people say changes nobody's loans.
    who, money, words = (Random(f"{seed}/{k}/{stage}") for stage in ("who", "money", "words"))
    one = person(k, male=bool(profiles.male[row]), age=int(profiles.age[row]), as_of=as_of, random=who)
    planned = plan(one.number, one.phone, profile_of(profiles, row), as_of, money)
    kept = lives(planned, as_of)
    joined = datetime.combine(planned.joined, time(who.randint(8, 21), who.randint(0, 59)), office.zone)
    id_ = identifier(joined, who)
    said = [
        conversation(contact, (id_, one.name), office, words, lambda at: identifier(at, words))
        for contact in contacts(kept[0].loans, planned.joined, as_of, words)
    ]
    return Borrower(id_, one, joined.astimezone(UTC), who.random() < 0.85, kept, said)


def identifier(at: datetime, random: Random) -> UUID:
    """An id that sorts by `at`, with its chance from `random`."""
    return id_of(at, random.getrandbits(74))


def yesterday(now: datetime) -> date:
    """The last day that is over: what history ends with."""
    return now.date() - timedelta(days=1)
