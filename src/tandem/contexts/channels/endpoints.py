"""/sites: the web chat's sites, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from tandem.contexts.access.api import Actor, permissions, require
from tandem.contexts.channels import repository
from tandem.contexts.channels.actions.welcoming import change_invitations, change_pre_chat
from tandem.contexts.channels.schemas import InvitationsIn, PreChatIn, SiteOut, SitesOut
from tandem.kit.http import Db

Manager = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]
Key = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


def router() -> APIRouter:
    """Staff routes of the channels."""
    api = APIRouter(prefix="/sites", tags=["sites"])

    @api.get("")
    async def list_sites(db: Db, actor: Manager) -> SitesOut:
        """Every site, by key."""
        async with db.transaction() as tx:
            return SitesOut(items=[SiteOut.of(site) for site in await repository.all_sites(tx)])

    @api.put("/{key}/pre-chat")
    async def put_pre_chat(db: Db, actor: Manager, key: Key, body: PreChatIn) -> SiteOut:
        """Set what is asked before the first message. 404 "site_not_found"; 422."""
        async with db.transaction() as tx:
            return SiteOut.of(await change_pre_chat(tx, actor, key, body.form()))

    @api.put("/{key}/invitations")
    async def put_invitations(db: Db, actor: Manager, key: Key, body: InvitationsIn) -> SiteOut:
        """Set the bubbles; an empty list switches them off. 404 "site_not_found"; 422."""
        invitations = [one.invitation() for one in body.items]
        async with db.transaction() as tx:
            return SiteOut.of(await change_invitations(tx, actor, key, invitations))

    return api
