"""The AsyncAPI document says what the socket does, and is one."""

import json
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from tandem.contexts.channels.web.socket import asyncapi
from tandem.contexts.channels.web.socket.frames import KINDS
from tandem.contexts.channels.web.socket.told import TOLD

ROOT = Path(__file__).parents[3]
SPECIFICATION = ROOT / "web" / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the web packages are not installed (make web)")
def test_it_holds_against_the_specification() -> None:
    specification = json.loads(SPECIFICATION.read_text())
    jsonschema_rs.validate(specification, asyncapi.document())
    broken = {**asyncapi.document(), "operations": {"say": {"action": "shout"}}}
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(specification, broken)


def test_every_frame_is_in_it_and_every_reference_leads_somewhere() -> None:
    found = asyncapi.document()
    names = {message["name"] for message in found["components"]["messages"].values()}
    assert names == {*KINDS, *TOLD}
    for reference in _references(found):
        place: object = found
        for step in reference.removeprefix("#/").split("/"):
            assert isinstance(place, dict)
            assert step in place, reference
            place = place[step]


async def test_it_is_served() -> None:
    app = FastAPI()
    app.include_router(asyncapi.router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x.test") as http:
        answer = await http.get("/asyncapi.json")
    assert answer.json() == json.loads(json.dumps(asyncapi.document()))


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for part in value.values() for found in _references(part)]
    if isinstance(value, list):
        return [found for part in value for found in _references(part)]
    return []
