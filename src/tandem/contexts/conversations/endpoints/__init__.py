"""Staff endpoints of conversations; mounted under /api/v1 by the wiring."""

from fastapi import APIRouter

from tandem.contexts.conversations.endpoints import (
    acting,
    blocking,
    catalogue,
    dispositions,
    listing,
    offers,
    settings,
)


def router() -> APIRouter:
    """All staff routes of this context."""
    api = APIRouter(tags=["conversations"])
    for module in (acting, listing, offers, catalogue, blocking, settings, dispositions):
        api.include_router(module.router)
    return api
