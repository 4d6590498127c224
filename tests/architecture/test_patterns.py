"""No pattern stalls on what a stranger may send: its own words, over and over, and then something else."""

import subprocess
import sys
from pathlib import Path

_LIMIT_S = 120
"""All of them take seconds; one that tries every way to cut forty words up does not end at all."""
_SCAN = r"""
import importlib, pkgutil, re, warnings

warnings.simplefilter("ignore")


def patterns(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from patterns(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from patterns(one)


seen = set()
for package in ("tandem.contexts", "tandem.kit", "tandem.adapters"):
    path = importlib.import_module(package).__path__
    for found in pkgutil.walk_packages(path, package + "."):
        try:
            module = importlib.import_module(found.name)
        except ImportError:
            continue  # an extra that is not installed here
        for name, value in list(vars(module).items()):
            for one in patterns(value):
                if not isinstance(one.pattern, str) or one.pattern in seen:
                    continue
                seen.add(one.pattern)
                print(found.name, name, flush=True)
                words = set(re.findall(r"[\u3400-\u9fff]{1,4}|[a-zA-Z0-9 ,.:/-]", one.pattern)) | {" ", "1", "a"}
                for word in sorted(words):
                    for text in (word * 40 + "\0", word * 40 + "\u5403\0"):
                        one.fullmatch(text)
                        one.search(text)
print("all", len(seen))
"""


def test_no_pattern_stalls_on_its_own_words_repeated(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("w") as out:
        try:
            subprocess.run([sys.executable, "-c", _SCAN], stdout=out, timeout=_LIMIT_S, check=True)
        except subprocess.TimeoutExpired:
            last = said.read_text().splitlines()[-1:]
            raise AssertionError(f"does not end: {last}") from None
    last = said.read_text().splitlines()[-1]
    assert last.startswith("all "), last
    assert int(last.split()[1]) > 200, last
