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
                for status, whose in (("4XX", "The request's fault"), ("5XX", "Our fault")):
                    responses.setdefault(status, {"description": whose, "content": _ANSWER})
                _document_repeats(method, responses)
    return schema


def _document_repeats(method: str, responses: dict[str, Any]) -> None:
    """What creates something answers 201, and to a repetition (the same client id) 200 with the first result."""
    created = responses.get("201")
    if method == "post" and created is not None and "content" in created:
        repeated = {"description": "The same as before", "content": created["content"]}
        responses.setdefault("200", repeated)
