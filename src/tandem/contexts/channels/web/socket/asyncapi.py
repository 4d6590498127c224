"""The AsyncAPI document of the customer's socket, made of the models that read and describe its frames."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.responses import JSONResponse

from tandem.contexts.channels.web.socket.frames import KINDS
from tandem.contexts.channels.web.socket.told import TOLD

PATH = "/asyncapi.json"
CLOSES = {
    1001: "idle: no answer to three pings",
    1011: "internal: come back after a pause",
    1013: "too_slow, too_many_sockets or busy: come back after a pause, from the last number",
    4400: "bad_frame: not JSON, or not what the type demands",
    4401: "bad_token: begin a new session, with `resume` for the same person",
    4408: "no_hello: `hello` did not come within 10 s",
    4413: "frame_too_large: more than 16 KB",
    4429: "too_many_sockets or too_many_frames: come back after a long pause",
}
_TEXT = """The socket of Tandem's customer chat, for web pages and native apps. `hello` first, with the token of
`POST /api/v1/web/sessions`; then everything after the number `after` comes, each once and ascending, and whatever
happens. What must arrive goes by REST (messages, uploads, ratings: see /api/openapi.json); a client's frames are hints.
After a drop: connect again with growing pauses, and name the last number. Types and members that you do not know are to
be ignored."""


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    said, told = _messages("said", KINDS), _messages("told", TOLD)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tandem: the customer's socket",
            "version": "1",
            "description": " ".join(_TEXT.split()),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "instance": {
                "host": "{host}",
                "protocol": "wss",
                "description": "An installation; ws where it is reached by plain http",
                "variables": {"host": {"description": "Its name, and its port if it is not 443"}},
            }
        },
        "channels": {
            "socket": {
                "address": "/api/v1/web/socket",
                "title": "A customer's conversation, live",
                "description": "Text frames of one JSON object each, at most 16 KB to the server. No cookies, no"
                " origin: the token of `hello` says who it is.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in (*said, *told)},
                "x-close-codes": {str(code): why for code, why in CLOSES.items()},
            }
        },
        "operations": {
            "hear": _operation("send", told, "What the server tells."),
            "say": _operation("receive", said, "What a client says."),
        },
        "components": {"messages": {**said, **told}, "schemas": _schemas()},
    }


def router() -> APIRouter:
    """GET /asyncapi.json."""
    api = APIRouter(include_in_schema=False)

    @api.get(PATH)
    async def read_document() -> JSONResponse:
        return JSONResponse(document(), headers={"cache-control": "public, max-age=300"})

    return api


def _messages(side: str, kinds: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    return {
        f"{side}_{kind}": {
            "name": kind,
            "summary": " ".join((model.__doc__ or "").split()),
            "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        }
        for kind, model in kinds.items()
    }


def _operation(
    action: Literal["send", "receive"], messages: Mapping[str, Any], summary: str
) -> dict[str, Any]:
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": "#/channels/socket"},
        "messages": [{"$ref": f"#/channels/socket/messages/{name}"} for name in messages],
    }


def _schemas() -> dict[str, Any]:
    read: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (model, "validation") for model in KINDS.values()
    ]
    shown: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (model, "serialization") for model in TOLD.values()
    ]
    _, defined = models_json_schema(read + shown, ref_template="#/components/schemas/{model}")
    found: dict[str, Any] = defined["$defs"]
    return found
