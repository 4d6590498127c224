"""/web/verification: a customer shows who they are. What is typed here is no message: it reaches no transcript, no
event and no log."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Request, Response

from tandem.contexts.channels.errors import FeatureOff
from tandem.contexts.channels.web.door import Door, Session, TheDoor
from tandem.contexts.channels.web.schemas.verification import (
    ChallengeOut,
    CodeIn,
    CodeTryIn,
    IdDigitsIn,
    ProvenOut,
    VerificationOut,
)
from tandem.contexts.channels.web.tokens import SessionToken
from tandem.contexts.channels.web.views import iso
from tandem.contexts.channels.web.visiting import admit_writer, own_conversation
from tandem.contexts.verification import api as verification
from tandem.contexts.verification.api import Asker, Level, Proof, Verification
from tandem.kit.db import Tx
from tandem.kit.http import Locale

routes = APIRouter()


@routes.get("/verification", response_model=VerificationOut)
async def read_verification(door: TheDoor, session: Session, response: Response) -> dict[str, Any]:
    """What this session has proven, and which ways there are to prove more."""
    response.headers["Cache-Control"] = "no-store"
    known = _there(door)
    async with door.db.transaction() as tx:
        visitor = await admit_writer(tx, session)
        standing = await known.standing(tx, visitor.customer.id, session.sid)
    methods = ["code", "id_digits"] if known.reach is Level.FRESH else ["id_digits"]
    return {
        "level": standing.level.word, "methods": methods,
        "fresh_until": iso(standing.fresh_until) if standing.fresh_until else None,
    }  # fmt: skip


@routes.post("/verification/codes", response_model=ChallengeOut, status_code=202)
async def create_code(
    door: TheDoor, session: Session, request: Request, locale: Locale, later: BackgroundTasks, body: CodeIn
) -> dict[str, Any]:
    """Send a code to this number. The answer is the same whether or not a borrower has it; only then one is sent. 422
    "bad_phone"; 423 "verification_locked" and 429 "code_too_soon", "too_many_codes", with Retry-After."""
    known = _there(door)
    async with door.db.transaction() as tx:
        asker = await _asker(door, tx, session, request, body.conversation_id)
        challenge, outgoing = await known.request_code(
            tx, asker, purpose=body.purpose, phone=body.phone, locale=locale
        )
        now = tx.now
    # After the commit, and after the answer: how long a gateway takes must not say who is a borrower.
    later.add_task(known.send, outgoing)
    return {
        "challenge_id": challenge.id, "phone": challenge.masked, "digits": verification.CODE_DIGITS,
        "expires_in_s": round((challenge.expires_at - now).total_seconds()),
        "resend_in_s": round((challenge.resend_at - now).total_seconds()),
    }  # fmt: skip


@routes.post("/verification/codes/{challenge_id}/tries", response_model=ProvenOut)
async def create_code_try(
    door: TheDoor, session: Session, request: Request, challenge_id: UUID, body: CodeTryIn
) -> dict[str, Any]:
    """Try a code that this session asked for. 422 "wrong_code" (`left` tries), 410 "code_expired", 409 "code_used",
    404 "challenge_not_found" (another session's, too), 423 "verification_locked"."""
    known = _there(door)
    async with door.db.transaction() as tx:
        asker = await _asker(door, tx, session, request, None)
        checked = await known.check_code(tx, challenge_id, body.code, asker)
        now = tx.now
    return _proven(verification.outcome(checked, now))


@routes.post("/verification/id-digits", response_model=ProvenOut)
async def create_id_digits(
    door: TheDoor, session: Session, request: Request, body: IdDigitsIn
) -> dict[str, Any]:
    """The weaker way, without a text message: registered number and the end of the ID number; gives `bound` only. 422
    "bad_phone", "bad_id_digits", "wrong_id_digits" (the same for a number that nobody has), 423
    "verification_locked"."""
    known = _there(door)
    async with door.db.transaction() as tx:
        asker = await _asker(door, tx, session, request, body.conversation_id)
        checked = await known.match_id_digits(tx, asker, phone=body.phone, digits=body.digits)
        now = tx.now
    return _proven(verification.outcome(checked, now, digits=True))


def _there(door: Door) -> Verification:
    if door.verification is None:
        raise FeatureOff()
    return door.verification


async def _asker(
    door: Door, tx: Tx, session: SessionToken, request: Request, conversation_id: UUID | None
) -> Asker:
    visitor = await admit_writer(tx, session)
    if conversation_id is not None:
        await own_conversation(tx, visitor, conversation_id)
    return Asker(visitor.customer.id, session.sid, door.limits.address(request), conversation_id)


def _proven(proof: Proof) -> dict[str, Any]:
    return {
        "level": proof.level.word, "fresh_until": iso(proof.fresh_until) if proof.fresh_until else None,
    }  # fmt: skip
