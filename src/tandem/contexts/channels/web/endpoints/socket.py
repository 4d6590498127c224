"""/web/socket: the customer's WebSocket."""

from fastapi import APIRouter, WebSocket

from tandem.contexts.channels.web.door import TheDoor
from tandem.contexts.channels.web.socket.connection import Connection

routes = APIRouter()


@routes.websocket("/socket")
async def socket(websocket: WebSocket, door: TheDoor) -> None:
    """Frames as in docs: hello first, then messages, states, typing and reads."""
    await Connection(websocket, door).run()
