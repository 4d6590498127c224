"""Writes the SDK's types from the OpenAPI and AsyncAPI documents of the customers' door: `python scripts/sdk_types.py`.

With --check nothing is written; it ends with code 1 when the file in the tree is not what would be written. A small
writer of our own: the known one needs TypeScript's own compiler as a library, which TypeScript 7 does not have."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI

from tandem.contexts.channels.web.endpoints import router
from tandem.contexts.channels.web.options import WebOptions
from tandem.contexts.channels.web.socket.asyncapi import document as asyncapi
from tandem.contexts.channels.web.socket.frames import KINDS
from tandem.contexts.channels.web.socket.told import TOLD

FILE = Path(__file__).parents[1] / "web" / "packages" / "sdk" / "src" / "generated" / "wire.ts"
_HEAD = """// Written by scripts/sdk_types.py of the server's OpenAPI and AsyncAPI documents. Not to be edited.
// What the server may leave out is optional, so that an SDK of today gets along with an older server.
"""
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

Schema = Mapping[str, Any]


def openapi() -> dict[str, Any]:
    """The customers' door alone, so that its names are its own."""
    nothing = cast(Any, None)
    app = FastAPI()
    options = WebOptions(secret=b"no secret: nothing is asked")
    app.include_router(
        router(db=nothing, hub=nothing, objects=nothing, files=nothing, faq=nothing, options=options),
        prefix="/api/v1",
    )
    return app.openapi()


def written() -> str:
    """The whole file."""
    schemas: dict[str, Schema] = {**asyncapi()["components"]["schemas"], **openapi()["components"]["schemas"]}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for schema in list(schemas.values()):
        for inner in _titled(schema):
            schemas.setdefault(inner["title"], inner)
    blocks = [_declared(name, schemas[name]) for name in sorted(schemas)]
    said = " | ".join(sorted(model.__name__ for model in KINDS.values()))
    told = " | ".join(sorted(model.__name__ for model in TOLD.values()))
    unions = (
        "/** What a client says on the socket. */\n"
        f"export type Said = {said};\n\n"
        "/** What a client hears on the socket. */\n"
        f"export type Told = {told};\n"
    )
    return _HEAD + "\n" + "\n".join(blocks) + "\n" + unions


def _titled(schema: Schema) -> Iterator[Schema]:
    """Objects within that have a name of their own."""
    for part in schema.get("properties", {}).values():
        if part.get("properties"):
            yield part


def _declared(name: str, schema: Schema) -> str:
    lines = [_comment(schema.get("description"))]
    if "properties" not in schema:
        return "".join(lines) + f"export type {name} = {_type(schema)};\n"
    needed = schema.get("required", ())
    lines.append(f"export interface {name} {{\n")
    for key, part in schema["properties"].items():
        note = part.get("description") if not part.get("properties") else None
        lines.append(_comment(note, "  ") + f"  {key}{'' if key in needed else '?'}: {_type(part)};\n")
    return "".join(lines) + "}\n"


def _comment(text: str | None, indent: str = "") -> str:
    return f"{indent}/** {' '.join(text.split()).replace('*/', '* /')} */\n" if text else ""


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(_literal(one) for one in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        inner = _type(schema.get("items", {}))
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if kind == "object":
        if schema.get("properties"):
            return str(schema["title"])
        values = schema.get("additionalProperties")
        return f"Record<string, {_type(values)}>" if isinstance(values, dict) else "Record<string, unknown>"
    return _PLAIN.get(str(kind), "unknown")


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def main(words: list[str]) -> None:
    text = written()
    if "--check" in words:
        if not FILE.exists() or FILE.read_text() != text:
            sys.exit(f"{FILE.name} is not current: run scripts/sdk_types.py")
        return
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text)


if __name__ == "__main__":
    main(sys.argv[1:])
