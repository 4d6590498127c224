"""/web/self/…: self-service under the web session's token; /payments/…: the gateway's notices; /certificates/…: anybody
who holds a certificate's code."""

from fastapi import APIRouter

from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.endpoints import acting, looking, papers, paying, public, staff


def router(counter: Counter) -> APIRouter:
    """All routes of self-service; to be mounted under /api/v1."""
    api = APIRouter()
    own = APIRouter(prefix="/web/self", tags=["self-service"])
    for module in (looking, acting, paying, papers):
        own.include_router(module.routes(counter))
    api.include_router(own)
    api.include_router(public.routes(counter))
    api.include_router(staff.routes())
    return api
