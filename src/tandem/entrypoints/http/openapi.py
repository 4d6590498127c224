"""The OpenAPI document: FastAPI's own, with every error described as the problem document that it is."""

from typing import Any

from fastapi import FastAPI

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `title` and `detail` follow Accept-Language (zh-CN, en).",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_ANSWER = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_METHODS = ("get", "put", "post", "delete", "patch")


def document(app: FastAPI) -> None:
    """Make `app.openapi()` give the corrected document."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _corrected(original())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _corrected(schema: dict[str, Any]) -> dict[str, Any]:
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    components["Problem"] = _PROBLEM
    for operations in schema.get("paths", {}).values():
        for method in _METHODS:
            if method in operations:
                responses = operations[method].setdefault("responses", {})
                if "422" in responses:
                    responses["422"] = {"description": "Values that are not valid", "content": _ANSWER}
                responses.setdefault("default", {"description": "Any other error", "content": _ANSWER})
    return schema
