"""Platform, pushes and telephone as one web application."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from tandem.demo.wechat_simulator.api import Api
from tandem.demo.wechat_simulator.phone import Phone
from tandem.demo.wechat_simulator.platform import Platform, Refused
from tandem.demo.wechat_simulator.pushing import Pusher


def create_app(platform: Platform, pusher: Pusher) -> Starlette:
    """The ASGI application."""

    async def refused(request: Request, error: Exception) -> Response:
        code = error.code if isinstance(error, Refused) else -1
        return Response(f"{code}", 404 if code == 40003 else 400, media_type="text/plain")

    routes = [*Api(platform, pusher).routes(), *Phone(platform, pusher).routes()]
    return Starlette(routes=routes, exception_handlers={Refused: refused})
