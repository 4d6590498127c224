"""/sites: the web chat's sites, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from tandem.contexts.access.api import Actor, permissions, require
from tandem.contexts.channels import repository
from tandem.contexts.channels.actions.admitting_apps import admit_app, renew_app_key
from tandem.contexts.channels.actions.setting_sites import change_site, found_site, renew_identity_key
from tandem.contexts.channels.actions.welcoming import change_invitations, change_pre_chat
from tandem.contexts.channels.schemas import (
    AdmittedOut,
    AppIn,
    AppKeyOut,
    InvitationsIn,
    NewSite,
    PreChatIn,
    SiteIn,
    SiteOut,
    SiteSaved,
    SitesOut,
)
from tandem.kit.http import Db

Manager = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]
Key = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


def router(secret: bytes) -> APIRouter:
    """Staff routes of the sites; the root `secret` encrypts their identity keys."""
    api = APIRouter(prefix="/sites", tags=["sites"])

    @api.get("")
    async def list_sites(db: Db, actor: Manager) -> SitesOut:
        """Every site, by key."""
        async with db.transaction() as tx:
            return SitesOut(items=[SiteOut.of(site) for site in await repository.all_sites(tx)])

    @api.post("/apps", status_code=201)
    async def create_app(db: Db, actor: Manager, response: Response, body: AppIn) -> AdmittedOut:
        """Let a native app in. Its secrets are in this answer and nowhere else. 404 "queue_not_found"; 409
        "site_exists"; 422."""
        response.headers["Cache-Control"] = "no-store"
        async with db.transaction() as tx:
            made = await admit_app(
                tx, actor, body.key, body.name, queue_key=body.queue_key, bundles=body.bundles,
                identity_mode=body.identity_mode, secret=secret,
            )  # fmt: skip
        return AdmittedOut(
            site=SiteOut.of(made.site), app_key=made.app_key, identity_secret=made.identity_secret
        )

    @api.post("/{key}/app-key", status_code=201)
    async def create_app_key(db: Db, actor: Manager, response: Response, key: Key) -> AppKeyOut:
        """Another key; the one before opens nothing from now on. 404 "site_not_found", for web sites too."""
        response.headers["Cache-Control"] = "no-store"
        async with db.transaction() as tx:
            return AppKeyOut(app_key=await renew_app_key(tx, actor, key))

    @api.post("", status_code=201)
    async def post_site(db: Db, actor: Manager, body: NewSite) -> SiteSaved:
        """Open the web chat for one more site. 409 "site_exists"; 422."""
        async with db.transaction() as tx:
            made = await found_site(tx, actor, body.key, body.settings(), secret=secret)
            return SiteSaved.made(*made)

    @api.put("/{key}")
    async def put_site(db: Db, actor: Manager, key: Key, body: SiteIn) -> SiteSaved:
        """Set a site anew, in whole; form and invitations stay. 404 "site_not_found"; 422."""
        async with db.transaction() as tx:
            return SiteSaved.made(*await change_site(tx, actor, key, body.settings(), secret=secret))

    @api.post("/{key}/identity-key")
    async def post_identity_key(db: Db, actor: Manager, key: Key) -> SiteSaved:
        """Make a new key for signed identities; the old one ends at once. 404 "site_not_found"; 422."""
        async with db.transaction() as tx:
            return SiteSaved.made(*await renew_identity_key(tx, actor, key, secret=secret))

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
