"""Staff routes of portraits."""

from datetime import tzinfo

from fastapi import APIRouter

from tandem.contexts.portraits.endpoints import customers, rules, segments, strategies, tags


def router(zone: tzinfo) -> APIRouter:
    """Routes to be mounted under /api/v1. `zone`: where the lender's days begin."""
    api = APIRouter(prefix="/portraits", tags=["portraits"])
    for part in (
        rules.routes(zone),
        tags.routes(),
        segments.routes(),
        strategies.routes(),
        customers.routes(zone),
    ):
        api.include_router(part)
    return api
