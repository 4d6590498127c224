"""/settings/dispositions: the wrap-up reasons, for administrators."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.access.api import CurrentStaff, permissions
from tandem.contexts.conversations.actions import cataloguing
from tandem.kit.http import Body, Db

router = APIRouter(prefix="/settings/dispositions")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,39}$")]


class NewDisposition(Body):
    """`code` is what reports and rules call it; `parent_id` its group, null for a group."""

    code: Code
    name: Words
    name_en: Words
    parent_id: UUID | None = None


class DispositionPatch(Body):
    """What is left out stays. `retired`: no longer offered, kept in old wrap-ups."""

    name: Words | None = None
    name_en: Words | None = None
    position: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    retired: Annotated[bool, Field(strict=True)] | None = None


class DispositionSettings(BaseModel):
    id: UUID
    code: str
    name: str
    name_en: str
    parent_id: UUID | None
    position: int
    retired: bool


@router.get("", response_model=list[DispositionSettings])
async def list_disposition_settings(db: Db, actor: CurrentStaff) -> list[dict[str, Any]]:
    """Every wrap-up reason, the retired ones too."""
    actor.require(permissions.SETTINGS_MANAGE)
    async with db.transaction() as tx:
        return await cataloguing.every_disposition(tx)


@router.post("", response_model=DispositionSettings, status_code=201)
async def post_disposition(db: Db, actor: CurrentStaff, body: NewDisposition) -> dict[str, Any]:
    """Make one. 404 for an unknown group; 409 "disposition_exists"; 422."""
    async with db.transaction() as tx:
        return await cataloguing.add_disposition(
            tx, actor, body.code, body.name, body.name_en, body.parent_id
        )


@router.patch("/{disposition_id}", response_model=DispositionSettings)
async def patch_disposition(
    db: Db, actor: CurrentStaff, disposition_id: UUID, body: DispositionPatch
) -> dict[str, Any]:
    """Rename it, move it within its group, retire it or take it up again. 404; 422."""
    async with db.transaction() as tx:
        return await cataloguing.change_disposition(tx, actor, disposition_id, body.model_dump())
