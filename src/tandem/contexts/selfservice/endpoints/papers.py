"""Certificates and requests."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tandem.contexts.selfservice.actions import certifying, requesting
from tandem.contexts.selfservice.counter import Caller, Counter
from tandem.contexts.selfservice.endpoints.caller import admitting
from tandem.contexts.selfservice.errors import LinkExpired
from tandem.contexts.selfservice.links import Links
from tandem.contexts.selfservice.schemas.papers import (
    CertificateIn,
    CertificateOut,
    CertificateState,
    RequestIn,
    RequestOut,
    certificate_view,
    request_view,
)
from tandem.kit.http.downloads import download_headers

_LAST = 2**40


def routes(counter: Counter) -> APIRouter:
    api = APIRouter()
    who = Annotated[Caller, Depends(admitting(counter))]
    links = Links(counter.secret)

    @api.post("/certificates")
    async def issue_certificate(caller: who, body: CertificateIn) -> CertificateState:  # type: ignore[valid-type]
        """The settlement certificate of a loan; the one it has, if it has one. 403 "verification_needed" {level};
        404 "loan_not_found"; 409 "loan_not_settled"; 503 "core_away"."""
        issued = await certifying.issue(counter, caller, body.loan)
        if issued is None:
            return CertificateState(certificate=None)
        query = links.sign(issued.id, counter.db.clock.now())
        return CertificateState(certificate=certificate_view(issued, query))

    @api.get("/certificates")
    async def list_certificates(caller: who) -> list[CertificateOut]:  # type: ignore[valid-type]
        """The caller's certificates, newest first."""
        now = counter.db.clock.now()
        found = await certifying.certificates(counter, caller)
        return [certificate_view(one, links.sign(one.id, now)) for one in found]

    @api.get(
        "/certificates/{certificate_id}/file",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    async def certificate_file(
        certificate_id: UUID,
        e: Annotated[int, Query(ge=0, le=_LAST)],
        s: Annotated[str, Query(max_length=64)],
    ) -> Response:
        """The document, by a signed address. 404 "link_expired", "certificate_not_found"."""
        if not links.valid(certificate_id, e, s, counter.db.clock.now()):
            raise LinkExpired()
        issued, document = await certifying.document_of(counter, certificate_id)
        headers = download_headers(f"结清证明-{issued.number}.pdf", "application/pdf", max_age_s=0)
        return Response(document, headers=headers)

    @api.post("/requests")
    async def make_request(caller: who, body: RequestIn) -> RequestOut:  # type: ignore[valid-type]
        """Dispute a fee, or object to a credit report; the same client id gives the first request.
        403 "verification_needed" {level}; 404 "loan_not_found"; 409 "client_id_reused"; 503 "core_away"."""
        made = await requesting.request(
            counter,
            caller,
            client_id=body.client_id,
            kind=body.kind,
            loan=body.loan,
            fee=body.fee,
            text=body.text,
        )
        return request_view(made)

    @api.get("/requests")
    async def list_requests(caller: who) -> list[RequestOut]:  # type: ignore[valid-type]
        """The caller's requests, newest first."""
        return [request_view(one) for one in await requesting.requests(counter, caller)]

    return api
