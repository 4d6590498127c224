"""Reading flow files: all of them together, or none."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tandem.contexts.bot.dialogue.calls.actions import Actions
from tandem.contexts.bot.dialogue.hearing.triggers import Triggers
from tandem.contexts.bot.dialogue.language.checking import FlowCheck
from tandem.contexts.bot.dialogue.language.compiling import Program, compile_flow
from tandem.contexts.bot.dialogue.language.documents import LARGEST, Document
from tandem.contexts.bot.dialogue.language.grammar import FlowFile
from tandem.contexts.bot.dialogue.language.problems import FlowsRefused, Problem

_MOST_FILES = 200


@dataclass(frozen=True)
class FlowSet:
    """All flows of one version, ready to run. `version` is a hash of the files, `sources` their texts by name."""

    version: str
    sources: Mapping[str, str]
    programs: Mapping[str, Program]
    triggers: Triggers
    stands_for: Mapping[str, str]

    def __getitem__(self, key: str) -> Program:
        return self.programs[key]


EMPTY = FlowSet("none", {}, {}, Triggers({}), {})


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of the YAML files in a folder, by name. Raises FlowsRefused when one is no text or too large, and
    OSError when the folder cannot be read."""
    found: dict[str, str] = {}
    paths = sorted(
        p for p in folder.iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith(".")
    )
    if len(paths) > _MOST_FILES:
        raise FlowsRefused([Problem(folder.name, 1, 1, f"more than {_MOST_FILES} files")])
    for path in paths:
        if path.stat().st_size > LARGEST:
            raise FlowsRefused([Problem(path.name, 1, 1, f"larger than {LARGEST // 1024} KiB")])
        try:
            found[path.name] = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise FlowsRefused([Problem(path.name, line, 1, "is not UTF-8")]) from error
    return found


def read_flows(sources: Mapping[str, str], actions: Actions) -> FlowSet:
    """The flows of these files (texts by name). Raises FlowsRefused with every problem of every file."""
    problems: list[Problem] = []
    checks: dict[str, FlowCheck] = {}
    for file, text in sorted(sources.items()):
        try:
            document = Document(file, text)
            read = document.read(FlowFile)
        except FlowsRefused as refused:
            problems += refused.problems
            continue
        for key, flow in read.flows.items():
            if key in checks:
                reason = f"flow {key!r} is in {checks[key].document.file} too"
                problems.append(document.problem(("flows", key), reason, on_key=True))
                continue
            checks[key] = FlowCheck(document, key, flow, actions)
            problems += checks[key].problems()
    problems += _doubled_entries(checks)
    if problems:
        raise FlowsRefused(problems)
    programs = {key: compile_flow(key, check.flow, check.kinds) for key, check in checks.items()}
    return FlowSet(
        version=version_of(sources),
        sources=dict(sources),
        programs=programs,
        triggers=Triggers({key: (p.flow.triggers, p.flow.not_triggers) for key, p in programs.items()}),
        stands_for={entry: key for key, p in programs.items() for entry in p.flow.stands_for},
    )


def version_of(sources: Mapping[str, str]) -> str:
    """A short hash of names and texts."""
    digest = hashlib.sha256()
    for file, text in sorted(sources.items()):
        digest.update(f"{file}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()[:16]


def _doubled_entries(checks: Mapping[str, FlowCheck]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for key, check in checks.items():
        for i, entry in enumerate(check.flow.stands_for):
            if entry in owners:
                reason = f"{entry!r} is what flow {owners[entry]!r} stands for already"
                yield check.document.problem(("flows", key, "stands_for", i), reason)
            owners[entry] = key
