"""API keys: made, revoked."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tandem.contexts.access import permissions
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.api_keys import ApiKey, beginning, key_hash, new_key
from tandem.contexts.access.gate import Gate
from tandem.contexts.access.repository import api_keys
from tandem.contexts.access.scopes import SCOPES, permissions_in
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

MOST = 200
"""Keys in use at once: who needs more has lost sight of them."""


async def create_api_key(
    tx: Tx,
    gate: Gate,
    actor: Actor,
    *,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    per_minute: int = 600,
) -> tuple[ApiKey, str]:
    """A key, and what it says, which is nowhere kept; needs `integrations.manage` and everything that the scopes carry.
    Audited.

    Raises Forbidden, Invalid (no scopes, an unknown one, an end in the past), Conflict "too_many_api_keys"."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    wanted = _checked(actor, scopes)
    if expires_at is not None and expires_at <= tx.now:
        raise Invalid(fields=[("expires_at", translate("access.api_key.past", actor.locale))])
    if await api_keys.standing(tx) >= MOST:
        raise Conflict("too_many_api_keys", params={"most": MOST})
    secret, key_id = new_key(), new_id()
    await api_keys.add(
        tx, id=key_id, name=name, shown=beginning(secret), key_hash=key_hash(gate.options.secret, secret),
        scopes=list(wanted), per_minute=per_minute, created_by=actor.label, expires_at=expires_at,
    )  # fmt: skip
    told = {"scopes": list(wanted), "expires_at": expires_at, "per_minute": per_minute}
    await record(tx, actor, "access.api_key_created", f"api_key:{key_id}", told)
    made = await api_keys.get(tx, key_id)
    assert made is not None
    return made, secret


async def revoke_api_key(tx: Tx, actor: Actor, key_id: UUID) -> ApiKey:
    """It opens nothing from now on; twice is once. Needs `integrations.manage`; audited. Raises NotFound
    "api_key_not_found"."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    found = await api_keys.get(tx, key_id, lock=True)
    if found is None:
        raise NotFound("api_key_not_found")
    if found.revoked_at is None:
        await api_keys.revoke(tx, key_id, actor.label)
        await record(tx, actor, "access.api_key_revoked", f"api_key:{key_id}")
    revoked = await api_keys.get(tx, key_id)
    assert revoked is not None
    return revoked


def _checked(actor: Actor, scopes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(scopes)
    if unknown := sorted(wanted - set(SCOPES)):
        raise Invalid(fields=[("scopes", ", ".join(unknown))])
    if not wanted:
        raise Invalid(fields=[("scopes", translate("access.api_key.no_scopes", actor.locale))])
    # Nobody gives away what they do not have.
    if lacking := sorted(permissions_in(wanted) - actor.permissions):
        raise Forbidden(extra={"permission": lacking[0]})
    return tuple(scope for scope in SCOPES if scope in wanted)
