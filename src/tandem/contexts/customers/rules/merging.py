"""Merging: who may say that two customers are one person."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Literal, get_args

MERGE = "customers.merge"
MERGE_PROVEN = "customers.merge_proven"
REASON_CHARS = 500
UnbindReason = Literal["wrong_number", "wrong_person", "denied", "other"]
"""Why an agent's word is taken back: another number was meant, somebody else wrote, the customer denies it."""
UNBIND_REASONS: tuple[UnbindReason, ...] = get_args(UnbindReason)

Verdict = Literal["may", "not_allowed", "two_proven"]


@dataclass(frozen=True)
class Standing:
    """What is known of a person: signed in or not, and the borrower numbers of the whole family."""

    signed: bool
    borrowers: frozenset[str]

    @property
    def proven(self) -> bool:
        """Somebody vouched for who it is: a site that signed, the core, a code, an agent."""
        return self.signed or bool(self.borrowers)


def may_merge(kept: Standing, gone: Standing, permissions: Set[str]) -> Verdict:
    """Whether staff may merge `gone` into `kept`. Two people who are both proven are somebody each: to say that
    they are one takes a supervisor, because loans and money of both are then shown together."""
    if MERGE not in permissions:
        return "not_allowed"
    if kept.proven and gone.proven and MERGE_PROVEN not in permissions:
        return "two_proven"
    return "may"


def contradicts(mine: frozenset[str], borrower: str) -> bool:
    """Whether somebody with these borrower numbers cannot be bound to another one: nobody is two borrowers until a
    supervisor says so."""
    return bool(mine) and borrower not in mine


def may_split(evidence: Mapping[str, object], permissions: Set[str]) -> str | None:
    """The permission that is missing to take a merge back; None: go on. What a code, a signature or a supervisor
    brought together, an agent does not part."""
    strong = bool(evidence.get("proof")) or bool(evidence.get("two_proven"))
    needed = MERGE_PROVEN if strong else MERGE
    return None if needed in permissions else needed


def contradicted(one: Set[bytes], other: Set[bytes]) -> bool:
    """Both have proven ID numbers, and none is the same: they are two, whatever phone they share."""
    return bool(one and other and not one & other)
