"""Signing in: locks, passwords, a new session. Signing out."""

from dataclasses import dataclass
from math import ceil
from uuid import UUID

from sqlalchemy import select, update

from tandem.contexts.access import rules
from tandem.contexts.access.actions.ending_sessions import end_sessions
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.gate import Gate
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.repository import attempts, sessions
from tandem.contexts.access.tokens import new_token, token_hash
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Locked, Unauthenticated
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

s = staff_table.c
_USER_AGENT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from."""

    ip: str | None = None
    user_agent: str | None = None
    locale: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    session: sessions.LiveSession


async def sign_in(db: Database, gate: Gate, username: str, password: str, visitor: Visitor) -> SignedIn:
    """Check a password and open a session. The answer and its time do not tell whether the name exists.

    Raises Unauthenticated "bad_credentials" (401), Locked "locked" (423, retry_after seconds)."""
    username = rules.normalise_username(username)
    name_hash = gate.fingerprint(username) or ""
    async with db.transaction() as tx:
        attempt = await _begin(tx, gate, name_hash, visitor)
        row = (
            await tx.execute(
                select(s.id, s.password_hash).where(s.username == username, s.deactivated_at.is_(None))
            )
        ).one_or_none()
    # The connection is free while argon2 works.
    kept = row.password_hash if row else None
    if not await gate.passwords.verify(kept, password) or row is None:
        await _fail(db, attempt, name_hash, row.id if row else None)
        raise Unauthenticated("bad_credentials")
    renewed = await gate.passwords.hash(password) if kept and gate.passwords.outdated(kept) else None
    async with db.transaction() as tx:
        await attempts.conclude(tx, attempt, "succeeded")
        return await _open(tx, gate, row.id, kept, renewed, visitor)


async def sign_out(tx: Tx, session: sessions.LiveSession) -> None:
    """End this session."""
    actor = session.actor
    await end_sessions(tx, actor, session.staff.id, "signed_out", only=session.id)
    await record(tx, actor, "access.signed_out", actor.label, {"session_id": session.id})


async def _begin(tx: Tx, gate: Gate, name_hash: str, visitor: Visitor) -> UUID:
    """Refuse locked names; count this attempt as failed until it succeeds."""
    await attempts.lock_name(tx, name_hash)
    until = rules.locked_until(await attempts.failures(tx, name_hash), tx.now)
    if until is not None:
        seconds = (until - tx.now).total_seconds()
        detail = translate("access.locked", visitor.locale, minutes=ceil(seconds / 60))
        raise Locked(detail=detail, retry_after=seconds)
    return await attempts.add(tx, name_hash, gate.fingerprint(visitor.ip))


async def _fail(db: Database, attempt: UUID, name_hash: str, staff_id: UUID | None) -> None:
    async with db.transaction() as tx:
        await attempts.conclude(tx, attempt, "failed")
        subject = f"staff:{staff_id}" if staff_id else "staff:unknown"
        locked = rules.locked_until(await attempts.failures(tx, name_hash), tx.now)
        action = "access.account_locked" if locked else "access.sign_in_failed"
        await record(tx, Actor.system("sign-in"), action, subject, {"until": locked} if locked else None)


async def _open(
    tx: Tx, gate: Gate, staff_id: UUID, kept: str | None, renewed: str | None, visitor: Visitor
) -> SignedIn:
    """The session, unless the person was deactivated or got another password while this one was checked."""
    current = (
        await tx.execute(
            select(s.password_hash)
            .where(s.id == staff_id, s.deactivated_at.is_(None))
            .with_for_update(key_share=True)
        )
    ).scalar_one_or_none()
    if current != kept:
        raise Unauthenticated("bad_credentials")
    if renewed:
        await tx.execute(update(staff_table).where(s.id == staff_id).values(password_hash=renewed))
    token, session_id = new_token(), new_id()
    await sessions.add(
        tx,
        id=session_id,
        staff_id=staff_id,
        token_hash=token_hash(token),
        expires_at=tx.now + gate.options.session,
        ip_hash=gate.fingerprint(visitor.ip),
        user_agent=(visitor.user_agent or "")[:_USER_AGENT_CHARS] or None,
    )
    session = await sessions.live(tx, token_hash(token), gate.options.idle)
    assert session is not None
    await record(tx, session.actor, "access.signed_in", session.actor.label, {"session_id": session_id})
    return SignedIn(token, session)
