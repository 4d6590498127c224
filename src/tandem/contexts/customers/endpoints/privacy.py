"""/customers/{id}/privacy-requests: copies and erasures."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.customers.actions.carrying_out import Privacy
from tandem.contexts.customers.actions.requesting import get, request
from tandem.contexts.customers.copies import as_page
from tandem.contexts.customers.ports import PersonalPart
from tandem.contexts.customers.repository import merges, privacy
from tandem.contexts.customers.schemas import PrivacyBody, PrivacyView, privacy_view
from tandem.kit import json
from tandem.kit.http import Db, Locale
from tandem.kit.http.downloads import download_headers

Guardian = Annotated[Actor, Depends(require(permissions.CUSTOMERS_PRIVACY))]


def router(kept: Privacy, parts: Sequence[PersonalPart]) -> APIRouter:
    """Privacy requests."""
    api = APIRouter(tags=["customers"])

    @api.get("/customers/{customer_id}/privacy-requests")
    async def list_requests(db: Db, actor: Guardian, customer_id: UUID) -> list[PrivacyView]:
        """Copies and erasures asked for, newest first. Audited."""
        async with db.transaction() as tx:
            person = await merges.canonical(tx, customer_id)
            found = await privacy.of_family(tx, await merges.family(tx, person))
            await record(tx, actor, "customer.privacy_read", f"customer:{person}")
        return [privacy_view(one) for one in found]

    @api.post("/customers/{customer_id}/privacy-requests", status_code=202)
    async def create_request(db: Db, actor: Guardian, customer_id: UUID, body: PrivacyBody) -> PrivacyView:
        """A job makes the copy or erases the person. 409 "customer_erased", "open_loans"."""
        async with db.transaction() as tx:
            made = await request(tx, customer_id, body.kind, actor, reason=body.reason, parts=parts)
        return privacy_view(made)

    @api.get(
        "/privacy-requests/{request_id}/copy",
        response_class=Response,
        responses={200: {"content": {"application/json": {}, "text/html": {}}}},
    )
    async def read_copy(
        db: Db, actor: Guardian, locale: Locale, http: Request, request_id: UUID,
        format: Literal["json", "html"] = "html",
    ) -> Response:  # fmt: skip
        """The copy, for people (html, in the reader's words and the house's time) or programs (json), to be handed to
        the person. Audited. 410 "copy_gone": not
        made yet, or its seven days are over."""
        async with db.transaction() as tx:
            asked = await get(tx, request_id)
            document = await kept.read_copy(tx, asked)
            told = {"request": str(request_id), "format": format}
            await record(tx, actor, "customer.copy_read", f"customer:{asked.customer_id}", told)
        content = (
            as_page(document, locale, http.app.state.settings.zone).encode()
            if format == "html"
            else json.dumps(document)
        )
        kind = "text/html" if format == "html" else "application/json"
        headers = download_headers(f"customer-{asked.customer_id}.{format}", kind, max_age_s=0)
        return Response(content, headers={**headers, "cache-control": "no-store"})

    return api
