"""/webhooks: where events go."""

from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from fastapi import APIRouter, Response
from sqlalchemy import Row

from tandem.contexts.access.api import label_names
from tandem.contexts.integrations.actions.managing import (
    change_endpoint,
    create_endpoint,
    pause_endpoint,
    remove_endpoint,
    renew_secret,
    resume_endpoint,
)
from tandem.contexts.integrations.actions.resending import resend_dead, send_test
from tandem.contexts.integrations.endpoint import Endpoint
from tandem.contexts.integrations.endpoints.access import Keeper
from tandem.contexts.integrations.repository import endpoints
from tandem.contexts.integrations.schemas import (
    NewWebhook,
    Resent,
    SecretMade,
    TestMade,
    WebhookChange,
    WebhookMade,
    WebhookOut,
)
from tandem.kit.http import Db
from tandem.kit.outbound import Internal


def add(api: APIRouter, vault: Fernet, internal: Internal) -> None:
    @api.get("/webhooks")
    async def list_webhooks(db: Db, _actor: Keeper) -> list[WebhookOut]:
        """Every endpoint and how it fares. Without secrets."""
        async with db.transaction() as tx:
            found = await endpoints.overview(tx)
            names = await label_names(tx, [one.created_by for one, _ in found])
        return [_out(one, row, names) for one, row in found]

    @api.post("/webhooks", status_code=201)
    async def post_webhook(db: Db, actor: Keeper, body: NewWebhook, response: Response) -> WebhookMade:
        """Its secret is in the answer, once. 422 "webhook_url"; 409 "too_many_webhooks"."""
        async with db.transaction() as tx:
            made, secret = await create_endpoint(
                tx, vault, internal, actor, name=body.name, url=body.url, event_types=body.event_types,
                discloses=body.discloses,
            )  # fmt: skip
        response.headers["Cache-Control"] = "no-store"
        return WebhookMade(id=made, secret=secret)

    @api.patch("/webhooks/{webhook_id}", status_code=204)
    async def patch_webhook(db: Db, actor: Keeper, webhook_id: UUID, body: WebhookChange) -> None:
        """Change what is given. 404 "webhook_not_found"; 422 "webhook_url"."""
        async with db.transaction() as tx:
            await change_endpoint(tx, internal, actor, webhook_id, body.model_dump(exclude_none=True))

    @api.delete("/webhooks/{webhook_id}", status_code=204)
    async def delete_webhook(db: Db, actor: Keeper, webhook_id: UUID) -> None:
        """Gone for good, with what waited. 404 "webhook_not_found"."""
        async with db.transaction() as tx:
            await remove_endpoint(tx, actor, webhook_id)

    _states(api)
    _secrets_and_tests(api, vault)


def _states(api: APIRouter) -> None:
    @api.post("/webhooks/{webhook_id}/pause", status_code=204)
    async def pause_webhook(db: Db, actor: Keeper, webhook_id: UUID) -> None:
        """What happens meanwhile waits, for as long as the log is kept. 404 "webhook_not_found"."""
        async with db.transaction() as tx:
            await pause_endpoint(tx, actor, webhook_id)

    @api.post("/webhooks/{webhook_id}/resume", status_code=204)
    async def resume_webhook(db: Db, actor: Keeper, webhook_id: UUID) -> None:
        """After a pause what waited goes out; after a rest it hears of what happens from now on. 404
        "webhook_not_found"."""
        async with db.transaction() as tx:
            await resume_endpoint(tx, actor, webhook_id)

    @api.post("/webhooks/{webhook_id}/resend-dead")
    async def resend_dead_deliveries(db: Db, actor: Keeper, webhook_id: UUID) -> Resent:
        """All that was given up goes out again, at most 500 at once. 404 "webhook_not_found"; 409
        "webhook_stopped"."""
        async with db.transaction() as tx:
            return Resent(deliveries=await resend_dead(tx, actor, webhook_id))


def _secrets_and_tests(api: APIRouter, vault: Fernet) -> None:
    @api.post("/webhooks/{webhook_id}/secret", status_code=201)
    async def post_secret(db: Db, actor: Keeper, webhook_id: UUID, response: Response) -> SecretMade:
        """Another secret; the former one signs beside it for a day. 404 "webhook_not_found"."""
        async with db.transaction() as tx:
            secret = await renew_secret(tx, vault, actor, webhook_id)
        response.headers["Cache-Control"] = "no-store"
        return SecretMade(secret=secret)

    @api.post("/webhooks/{webhook_id}/test", status_code=201)
    async def post_test(db: Db, actor: Keeper, webhook_id: UUID) -> TestMade:
        """A delivery that tells nothing; its outcome is in the log. 404 "webhook_not_found"; 409 "webhook_stopped"."""
        async with db.transaction() as tx:
            return TestMade(delivery_id=await send_test(tx, actor, webhook_id))


def _out(one: Endpoint, row: Row[Any], names: dict[str, tuple[UUID, str]]) -> WebhookOut:
    return WebhookOut.model_validate(
        {
            "id": one.id, "name": one.name, "url": one.url, "event_types": one.event_types,
            "discloses": one.discloses, "state": one.state, "rested_for": one.rested_for,
            "created_at": one.created_at,
            "created_by": names[one.created_by][1] if one.created_by in names else one.created_by,
            "paused_at": one.paused_at, "rested_at": one.rested_at, "failing_since": one.failing_since,
            "last_delivered_at": one.last_delivered_at, "last_failed_at": one.last_failed_at,
            "last_error": one.last_error, "former_secret_until": one.former_until, "open": row.open,
            "oldest_at": row.oldest_at, "dead": row.dead, "delivered": row.delivered,
        }
    )  # fmt: skip
