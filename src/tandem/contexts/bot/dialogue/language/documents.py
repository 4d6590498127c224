"""YAML with places: reads a file into a typed model, or says at which line and column it is wrong."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tandem.contexts.bot.dialogue.language.problems import FlowsRefused, Problem, unknown

LARGEST = 256 * 1024
"""Bytes of one file."""
_DEEPEST = 40
M = TypeVar("M", bound=BaseModel)
Path = tuple[int | str, ...]


class _Unwanted(Exception):
    """Good YAML that flow files do without."""

    def __init__(self, reason: str, mark: Any) -> None:
        super().__init__(reason)
        self.reason, self.mark = reason, mark


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values: `on`, `yes` and dates are texts, so that a slot may be called `on`."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


class Document:
    """A file that is well-formed YAML, with the place of everything in it."""

    def __init__(self, file: str, text: str) -> None:
        """Raises FlowsRefused."""
        self.file = file
        self._lines = text.count("\n") + 1
        if len(text.encode()) > LARGEST:
            raise FlowsRefused([Problem(file, 1, 1, f"larger than {LARGEST // 1024} KiB")])
        try:
            self._root, self.data = _compose(text)
        except yaml.MarkedYAMLError as error:
            raise FlowsRefused([self._marked(error)]) from error
        except _Unwanted as error:
            raise FlowsRefused([self._at_mark(error.mark, error.reason)]) from error
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise FlowsRefused([Problem(file, 1, 1, f"not readable as YAML: {error}")]) from error
        doubled = list(_doubled(self._root))
        if doubled:
            raise FlowsRefused([self._at_mark(mark, f"{name!r} is there twice") for mark, name in doubled])

    def read(self, model: type[M]) -> M:
        """The document as `model`. Raises FlowsRefused with every problem."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            found = {self._explained(model, one) for one in error.errors()}
            raise FlowsRefused(sorted(found)) from error

    def problem(self, path: Path, reason: str, *, offset: int = 0, on_key: bool = False) -> Problem:
        """A problem with what is at `path`; `offset` characters into a one-line text."""
        node, key = _walk(self._root, path)
        mark = key.start_mark if on_key and key is not None else node.start_mark
        quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
        return Problem(
            self.file, mark.line + 1, mark.column + 1 + (offset + quoted if offset or quoted else 0), reason
        )

    def _explained(self, model: type[BaseModel], error: Any) -> Problem:
        path, kind = tuple(error["loc"]), error["type"]
        if kind == "extra_forbidden":
            known = _fields_at(self.data, path[:-1], model)
            return self.problem(path, unknown("key", path[-1], known), on_key=True)
        if kind == "missing":
            return self.problem(path[:-1], f"{path[-1]!r} is missing")
        if kind == "union_tag_not_found":
            return self.problem(path, "a step is one of: collect, call, say, confirm, if, hand_over, end")
        if kind == "string_pattern_mismatch":
            return self.problem(
                path, f"{error['input']!r} is no name: small letters, digits and _", on_key="[key]" in path
            )
        return self.problem(path, _plainly(error), on_key="[key]" in path)

    def _marked(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        if mark is None:
            return Problem(self.file, 1, 1, reason)
        return self._at_mark(mark, reason)

    def _at_mark(self, mark: yaml.Mark, reason: str) -> Problem:
        return Problem(self.file, min(mark.line + 1, self._lines), mark.column + 1, reason)


def _compose(text: str) -> tuple[yaml.Node, Any]:
    loader = _Loader(text)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                raise _Unwanted("references (*name) are not allowed", event.start_mark)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _Unwanted("nested too deep", event.start_mark)
        node = loader.get_single_node()
        if node is None:
            raise ValueError("the file is empty")
        return node, loader.construct_document(node)  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]


def _doubled(node: yaml.Node) -> Any:
    """Keys that a mapping has twice: YAML would silently take the last."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                yield key.start_mark, key.value
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
            yield from _doubled(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _doubled(value)


def _walk(root: yaml.Node, path: Sequence[int | str]) -> tuple[yaml.Node, yaml.Node | None]:
    """The node at `path` and its key; parts that are no keys (a union's tags) are passed over. A step's tag is one of
    its keys too (call: repay): with more to come, it is not that key's plain value that is meant."""
    node, key = root, None
    for i, part in enumerate(path):
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            more = i + 1 < len(path)
            if pair is not None and not (more and isinstance(pair[1], yaml.ScalarNode)):
                key, node = pair
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            key, node = None, node.value[part]
    return node, key


def _fields_at(data: Any, path: Path, model: type[BaseModel]) -> list[str]:
    """The keys allowed at `path`, found by asking the model's schema."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    here = [schema]
    for part in path:
        step: list[Any] = []
        for one in _spread(here, definitions):
            properties = one.get("properties", {})
            if part in properties:
                step.append(properties[part])
            elif isinstance(part, int) and "items" in one:
                step.append(one["items"])
            elif isinstance(one.get("additionalProperties"), dict) or "patternProperties" in one:
                step += [one.get("additionalProperties") or {}, *one.get("patternProperties", {}).values()]
        # A part that leads nowhere is the tag of a union: the kinds of step that have it as a key.
        tagged = [one for one in _spread(here, definitions) if part in one.get("required", ())]
        here = step if step and not (tagged and len(path) and part == path[-1]) else tagged or here
    return sorted({name for one in _spread(here, definitions) for name in one.get("properties", {})})


def _spread(schemas: Sequence[Any], definitions: Any) -> list[Any]:
    found: list[Any] = []
    waiting = list(schemas)
    while waiting:
        one = waiting.pop()
        if "$ref" in one:
            waiting.append(definitions[one["$ref"].rpartition("/")[2]])
        elif "oneOf" in one or "anyOf" in one:
            waiting += one.get("oneOf", []) + one.get("anyOf", [])
        else:
            found.append(one)
    return found


def _plainly(error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
            return unknown("value", error["input"], allowed)
        case "string_type":
            return f"a text is needed here, not {_short(error['input'])}"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"keys with values are needed here, not {_short(error['input'])}"
        case "list_type":
            return f"a list is needed here, not {_short(error['input'])}"
    return str(error["msg"])


def _short(value: object) -> str:
    shown = "nothing" if value is None else repr(value)
    return shown if len(shown) <= 40 else shown[:37] + "…"
