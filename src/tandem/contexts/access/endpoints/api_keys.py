"""/api-keys: what programs sign in with."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from tandem.contexts.access import permissions
from tandem.contexts.access.actions.managing_api_keys import MOST, create_api_key, revoke_api_key
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.api_keys import ApiKey
from tandem.contexts.access.gate import gate_of
from tandem.contexts.access.guards import require
from tandem.contexts.access.labels import staff_id, staff_names
from tandem.contexts.access.repository import api_keys
from tandem.contexts.access.scopes import SCOPE_PERMISSIONS, Scope
from tandem.kit.http import Body, Db, Locale
from tandem.kit.i18n import translate

routes = APIRouter(tags=["integrations"])
Keeper = Annotated[Actor, Depends(require(permissions.INTEGRATIONS_MANAGE))]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$"),
]


class NewApiKey(Body):
    name: Name
    scopes: list[Scope] = Field(min_length=1, max_length=20)
    expires_at: AwareDatetime | None = Field(None, description="Left out: it has no end.")
    per_minute: int = Field(600, ge=1, le=60_000, description="Requests a minute that one process answers.")


class ApiKeyOut(BaseModel):
    """`shown` is the key's beginning; `last_used_at` is up to 10 minutes old."""

    id: UUID
    name: str
    shown: str
    scopes: list[str]
    per_minute: int
    state: Literal["active", "expired", "revoked"]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None


class ApiKeyMade(ApiKeyOut):
    key: str = Field(description="The key itself, shown this once.")


class ScopeOut(BaseModel):
    """`title` says what it is for; `grantable`: whether the one who asks may give it away."""

    key: Scope
    title: str
    permissions: list[str]
    grantable: bool


@routes.get("/api-keys")
async def list_api_keys(_: Keeper, db: Db) -> list[ApiKeyOut]:
    """Every key, those in use first. Needs integrations.manage."""
    async with db.transaction() as tx:
        found = await api_keys.newest(tx, 5 * MOST)
        names = await staff_names(tx, [label for one in found for label in (one.created_by, one.revoked_by)])
        return [_out(one, tx.now, names) for one in found]


@routes.get("/api-key-scopes")
async def list_scopes(actor: Keeper, locale: Locale) -> list[ScopeOut]:
    """What there is to give, and the permissions each carries."""
    return [
        ScopeOut.model_validate(
            {
                "key": key,
                "title": translate(f"access.scope.{key}", locale),
                "permissions": sorted(carried),
                "grantable": carried <= actor.permissions,
            }
        )
        for key, carried in SCOPE_PERMISSIONS.items()
    ]


@routes.post("/api-keys", status_code=201)
async def post_api_key(
    request: Request, response: Response, body: NewApiKey, actor: Keeper, db: Db
) -> ApiKeyMade:
    """The key is in the answer, once. 403 for scopes that carry what one does not hold; 409 "too_many_api_keys"."""
    async with db.transaction() as tx:
        made, key = await create_api_key(
            tx, gate_of(request), actor, name=body.name, scopes=body.scopes, expires_at=body.expires_at,
            per_minute=body.per_minute,
        )  # fmt: skip
        names = await staff_names(tx, [made.created_by])
        out = _out(made, tx.now, names)
    response.headers["Cache-Control"] = "no-store"
    return ApiKeyMade(**out.model_dump(), key=key)


@routes.delete("/api-keys/{key_id}")
async def delete_api_key(key_id: UUID, actor: Keeper, db: Db) -> ApiKeyOut:
    """Revoke it: from now on it opens nothing. 404 "api_key_not_found"."""
    async with db.transaction() as tx:
        revoked = await revoke_api_key(tx, actor, key_id)
        names = await staff_names(tx, [revoked.created_by, revoked.revoked_by])
        return _out(revoked, tx.now, names)


def _out(key: ApiKey, now: datetime, names: dict[UUID, str]) -> ApiKeyOut:
    def name(label: str | None) -> str | None:
        return names.get(id_, label) if label and (id_ := staff_id(label)) else label

    return ApiKeyOut.model_validate(
        {
            "id": key.id, "name": key.name, "shown": key.shown, "scopes": list(key.scopes),
            "per_minute": key.per_minute, "state": key.state(now), "created_at": key.created_at,
            "created_by": name(key.created_by), "expires_at": key.expires_at, "last_used_at": key.last_used_at,
            "revoked_at": key.revoked_at, "revoked_by": name(key.revoked_by),
        }
    )  # fmt: skip
