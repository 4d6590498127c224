"""/api/docs: the OpenAPI document as one page for people, without scripts or foreign servers."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

_STYLE = """
body{font:15px/1.6 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1f2430}
h2{border-bottom:1px solid #dde;margin-top:2em;text-transform:capitalize}
details{border:1px solid #e3e6ee;border-radius:6px;margin:.5em 0;padding:.3em .8em}
summary{cursor:pointer} table{border-collapse:collapse;width:100%}
code,td{font-family:ui-monospace,monospace;font-size:13px}
td{padding:.2em .8em .2em 0;vertical-align:top;border-top:1px solid #eef}
b.m{display:inline-block;width:4.5em;color:#1856c9}
"""
_METHODS = ("get", "post", "put", "patch", "delete")


def render(schema: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    info = schema["info"]
    operations = sorted(_operations(schema), key=lambda found: (found[0], found[2]))
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(info["title"])} API</title>',
        f"<style>{_STYLE}</style><h1>{escape(info['title'])} API {escape(info['version'])}</h1>",
        f"<p>{escape(info.get('description', ''))}</p>",
        '<p>Machine-readable: <a href="/api/openapi.json">/api/openapi.json</a>; the customers&#39; socket: '
        '<a href="/asyncapi.json">/asyncapi.json</a></p>',
    ]
    for tag, group in groupby(operations, key=lambda found: found[0]):
        parts.append(f"<h2>{escape(tag)}</h2>")
        parts += [_operation(method, path, operation) for _, method, path, operation in group]
    parts.append("<h2>Schemas</h2>")
    for name, body in sorted(schema.get("components", {}).get("schemas", {}).items()):
        parts.append(f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>')
        parts.append(_properties(body) + "</details>")
    return "".join(parts) + "</html>"


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for path, operations in schema.get("paths", {}).items():
        for method in _METHODS:
            if method in operations:
                yield (operations[method].get("tags") or ["other"])[0], method, path, operations[method]


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        f"<tr><td>{escape(p['name'])}{'' if p.get('required') else '?'}<td>{escape(p['in'])}"
        f"<td>{_type(p.get('schema', {}))}"
        for p in operation.get("parameters", [])
    ]
    for media, body in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(f"<tr><td>body<td>{escape(media)}<td>{_type(body.get('schema', {}))}")
    for status, answer in operation.get("responses", {}).items():
        shapes = [_type(content.get("schema", {})) for content in answer.get("content", {}).values()]
        rows.append(
            f"<tr><td>{escape(status)}<td>{escape(answer.get('description', ''))}<td>{' '.join(shapes)}"
        )
    summary = (
        f"<b class=m>{method.upper()}</b><code>{escape(path)}</code> {escape(operation.get('summary', ''))}"
    )
    text = f"<p>{escape(operation.get('description', ''))}</p>"
    return f"<details><summary>{summary}</summary>{text}<table>{''.join(rows)}</table></details>"


def _properties(body: dict[str, Any]) -> str:
    required = body.get("required", [])
    rows = [
        f"<tr><td>{escape(name)}{'' if name in required else '?'}<td>{_type(part)}"
        f"<td>{escape(part.get('description', ''))}"
        for name, part in body.get("properties", {}).items()
    ]
    return f"<p>{escape(body.get('description', ''))}</p><table>{''.join(rows)}</table>{_values(body)}"


def _values(body: dict[str, Any]) -> str:
    return f"<p><code>{escape(' | '.join(map(str, body['enum'])))}</code></p>" if "enum" in body else ""


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        name = escape(part["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    for joined in ("anyOf", "oneOf"):
        if joined in part:
            return " | ".join(_type(option) for option in part[joined])
    if "enum" in part:
        return escape(" | ".join(map(str, part["enum"])))
    if "const" in part:
        return escape(repr(part["const"]))
    if part.get("type") == "array":
        return f"[{_type(part.get('items', {}))}]"
    kind = part.get("format") or part.get("type") or "any"
    return escape(kind if isinstance(kind, str) else " | ".join(kind))
