"""The door of the verification context: one-time codes, what a session has proven, and what an action wants proven.

`Verification` is one for each process; its methods take the transaction first and never commit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.api import UnbindReason
from tandem.contexts.verification import repository
from tandem.contexts.verification.actions import (
    checking_codes,
    matching_digits,
    requesting_codes,
    sending,
    vouching,
)
from tandem.contexts.verification.actions import standing as standing_action
from tandem.contexts.verification.actions.copying import VerificationPart
from tandem.contexts.verification.challenge import Asker, Challenge, Checked, Outgoing, Proof, Standing
from tandem.contexts.verification.codes import Codes
from tandem.contexts.verification.errors import (
    BadIdDigits,
    BadPhone,
    ChallengeNotFound,
    CodeExpired,
    CodeUsed,
    NoCodeSender,
    VerificationIsLocked,
    VerificationNeeded,
    WrongCode,
    WrongIdDigits,
)
from tandem.contexts.verification.ports import Borrowers, CodeSender, NotSent
from tandem.contexts.verification.rules import typed
from tandem.contexts.verification.rules.levels import (
    BOUND_FOR,
    FRESH_FOR,
    NEEDED,
    Level,
    Proven,
    needed,
    needed_for_command,
)
from tandem.contexts.verification.rules.limits import CODE_DIGITS, CODE_LIVES, RESEND_AFTER
from tandem.kit.db import Tx

__all__ = [
    "BOUND_FOR",
    "CODE_DIGITS",
    "CODE_LIVES",
    "FRESH_FOR",
    "NEEDED",
    "RESEND_AFTER",
    "Asker",
    "BadIdDigits",
    "BadPhone",
    "Borrowers",
    "Challenge",
    "ChallengeNotFound",
    "Checked",
    "CodeExpired",
    "CodeSender",
    "CodeUsed",
    "Codes",
    "Level",
    "NoCodeSender",
    "NotSent",
    "Outgoing",
    "Proof",
    "Proven",
    "Standing",
    "Verification",
    "VerificationIsLocked",
    "VerificationNeeded",
    "VerificationPart",
    "WrongCode",
    "WrongIdDigits",
    "forget",
    "needed",
    "needed_for_command",
    "outcome",
    "require",
]

forget = repository.forget


def require(wanted: Level, have: Level) -> None:
    """Raise VerificationNeeded (403 "verification_needed", `level`: the missing one) unless `have` is enough."""
    if have < wanted:
        raise VerificationNeeded(wanted)


def outcome(checked: Checked, now: datetime, *, digits: bool = False) -> Proof:
    """The proof of a try, **after its transaction was committed**, or raises: WrongCode or WrongIdDigits with `left`
    tries, CodeExpired, CodeUsed, VerificationIsLocked, ChallengeNotFound."""
    match checked.ended:
        case "proven":
            assert checked.proof is not None
            return checked.proof
        case "wrong":
            error = WrongIdDigits if digits else WrongCode
            raise error(extra={"left": checked.left}, params={"left": checked.left})
        case "expired":
            raise CodeExpired()
        case "used":
            raise CodeUsed()
        case "locked":
            assert checked.locked_until is not None
            raise VerificationIsLocked(
                retry_after=(checked.locked_until - now).total_seconds(),
                extra={"until": checked.locked_until.isoformat()},
            )
    raise ChallengeNotFound()


@dataclass(frozen=True)
class Verification:
    """`sender` None: no codes can be sent, only ID digits and people are left."""

    codes: Codes
    borrowers: Borrowers
    sender: CodeSender | None = None

    @property
    def reach(self) -> Level:
        """What can be proven here: fresh needs codes."""
        return Level.FRESH if self.sender is not None else Level.BOUND

    async def standing(self, tx: Tx, customer_id: UUID, session: str) -> Standing:
        """What this customer's session has proven now, and the lender's number of them. `session`: the web session's
        id; "" has proven nothing but what the lender's own site vouches for."""
        return await standing_action.standing(tx, self.borrowers, customer_id, session)

    async def of_conversation(self, tx: Tx, conversation_id: UUID) -> Standing:
        """What whoever writes in this conversation has proven now. Raises ConversationNotFound."""
        return await standing_action.of_conversation(tx, self.borrowers, conversation_id)

    async def level(self, tx: Tx, customer_id: UUID, session: str) -> Level:
        """The level alone."""
        return (await self.standing(tx, customer_id, session)).level

    async def request_code(
        self, tx: Tx, asker: Asker, *, purpose: str, phone: str, locale: str = "zh-CN"
    ) -> tuple[Challenge, Outgoing | None]:
        """See actions/requesting_codes. `purpose` NEW_PHONE: to the number that a customer who has just proven who they
        are wants to have from now on (`holds_number`). Raises NoCodeSender too."""
        if self.sender is None:
            raise NoCodeSender()
        if purpose == requesting_codes.NEW_PHONE:
            return await requesting_codes.request_code_to_new(
                tx, self.codes, self.borrowers, asker, phone=phone, locale=locale
            )
        return await requesting_codes.request_code(
            tx, self.codes, self.borrowers, asker, purpose=purpose, phone=phone, locale=locale
        )

    async def send(self, outgoing: Outgoing | None) -> None:
        """Send what `request_code` gave, after its commit. Raises nothing."""
        if outgoing is not None and self.sender is not None:
            await sending.send(self.sender, outgoing)

    async def check_code(self, tx: Tx, challenge_id: UUID, code: str, asker: Asker) -> Checked:
        """See actions/checking_codes. Commit, then ask `outcome`."""
        return await checking_codes.check_code(tx, self.codes, self.borrowers, challenge_id, code, asker)

    async def holds_number(self, tx: Tx, customer_id: UUID, session: str, phone: str) -> bool:
        """Whether this session has shown by a code of the last ten minutes that it has this telephone in hand, whoever
        is registered with it. Where no codes can be sent nobody can, and it is taken as said."""
        return (await self.holding(tx, customer_id, session))(phone)

    async def holding(self, tx: Tx, customer_id: UUID, session: str) -> Callable[[str], bool]:
        """The same of every number at once."""
        if self.sender is None:
            return lambda phone: True
        held = await repository.held(tx, customer_id, session)
        return lambda phone: self.codes.mark("phone", typed.phone(phone) or "") in held

    async def held_in_conversation(self, tx: Tx, conversation_id: UUID | None, phone: str) -> bool:
        """Whether whoever writes in this conversation has shown so; None: nobody did. Raises ConversationNotFound."""
        if self.sender is None or conversation_id is None:
            return self.sender is None
        writer, session = await standing_action.writer_of(tx, conversation_id)
        return await self.holds_number(tx, writer, session, phone)

    async def match_id_digits(self, tx: Tx, asker: Asker, *, phone: str, digits: str) -> Checked:
        """See actions/matching_digits. Commit, then ask `outcome`."""
        return await matching_digits.match_id_digits(
            tx, self.codes, self.borrowers, asker, phone=phone, digits=digits
        )

    async def end(self, tx: Tx, customer_id: UUID, session: str) -> None:
        """The person is done, and somebody else may use the device: what the session has proven is over. Audited."""
        ended = await repository.end_proofs(tx, customer_id, session)
        await record(
            tx,
            Actor.customer(customer_id, ""),
            "verification.ended",
            f"customer:{customer_id}",
            {"proofs": ended},
        )

    async def signed_in(
        self, tx: Tx, customer_id: UUID, session: str, authenticated_at: datetime
    ) -> Proof | None:
        """The host site says when its customer last proved who they are. See actions/vouching."""
        return await vouching.signed_in(tx, self.borrowers, customer_id, session, authenticated_at)

    async def vouch(
        self, tx: Tx, actor: Actor, conversation_id: UUID, borrower: str, *, how: vouching.How
    ) -> Proof:
        """An agent has made sure that whoever writes in this conversation is that borrower; needs `loans.act`, audited.
        Raises BorrowerUnknown, NoSession, Invalid "bound_to_another". See actions/vouching."""
        return await vouching.vouch(tx, self.borrowers, actor, conversation_id, borrower, how=how)

    async def withdraw(
        self, tx: Tx, actor: Actor, conversation_id: UUID, reason: UnbindReason, note: str = ""
    ) -> None:
        """What an agent vouched for here was wrong. Needs `customers.merge_proven`; audited. See actions/vouching."""
        await vouching.withdraw(tx, self.borrowers, actor, conversation_id, reason, note)
