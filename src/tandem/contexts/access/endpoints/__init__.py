"""The staff doors: session, me, staff, organisation, audit, API keys."""

from fastapi import APIRouter

from tandem.contexts.access.endpoints import api_keys, audit, me, organisation, session, staff


def router() -> APIRouter:
    """All routes, without prefix. The application needs `install(app, Gate(...))` and `app.state.db`."""
    routes = APIRouter()
    for part in (session, me, staff, organisation, audit, api_keys):
        routes.include_router(part.routes)
    return routes
