"""schemathesis over the whole OpenAPI document, against a real API process on a seeded database."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from tandem.settings import Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_spec("tandem.wiring") is None, reason="there is no tandem.wiring yet"),
    pytest.mark.skipif(find_spec("tandem.demo.seed") is None, reason="there is no demo lender to seed yet"),
]

# Left out, each for a reason:
# - ignored_auth sends every request twice more, which the time of CI does not hold, and takes the two doors (staff's
#   cookie, customers' bearer token) for one. Who may do what is asked by the contexts' own tests.
# - missing_required_header: no operation of ours declares a required header (the CSRF token is the gate's, not the
#   document's), so it would have nothing to leave out.
# - use_after_free follows links of a stateful phase, which the time of CI does not hold; deleted things are asked for
#   again in the contexts' own tests.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
CONFIG, CASES = Path(__file__).with_name("schemathesis.toml"), Path(__file__).with_name("openapi_cases.py")
# Signed in, these would end the very session that the other requests are signed with.
ENDS_THE_SESSION = r"^/api/v1/(session|me/password)$"


@dataclass(frozen=True)
class Api:
    address: str
    home: Path


@pytest.fixture(scope="module")
def api(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = tmp_path_factory.mktemp("api")
    settings = Settings(home=home, database_url=module_database_url, demo=True, testing=True)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_seed(settings))).result()
    with socket.create_server(("127.0.0.1", 0)) as door, (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tandem.entrypoints.http"],
            stderr=log,
            pass_fds=[door.fileno()],
            env={
                **os.environ,
                "PYTHONPATH": "src",
                "TANDEM_HOME": str(home),
                "TANDEM_DATABASE_URL": module_database_url,
                "TANDEM_LISTEN_FD": str(door.fileno()),
                "TANDEM_RATE_LIMITS": "false",
                "TANDEM_TESTING": "true",
                "TANDEM_LOG_LEVEL": "error",
            },
        )
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        try:
            _await(address, process)
            yield Api(address, home)
        finally:
            process.terminate()
            process.wait(30)


async def _seed(settings: Settings) -> None:
    from tandem.demo.seed import ensure

    await ensure(settings)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the API process ended"
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the API process is not ready")


def _credentials(api: Api) -> list[str]:
    """Headers of a signed-in administrator, and of a customer; each door looks at its own."""
    logins = json.loads((api.home / "secrets" / "demo-logins.json").read_text())
    admin = next(login for login in logins if "admin" in login["roles"])
    with httpx.Client(base_url=f"{api.address}/api/v1") as client:
        session = client.post(
            "/session", json={"username": admin["username"], "password": admin["password"]}
        ).raise_for_status()
        customer = client.post("/web/sessions", json={"site": "demo"}).raise_for_status().json()
    return [
        f"Cookie: tandem_session={session.cookies['tandem_session']}",
        f"X-CSRF-Token: {session.json()['csrf_token']}",
        f"Authorization: Bearer {customer['token']}",
    ]


def test_each_operation_has_a_name_of_its_own(api: Api) -> None:
    document = httpx.get(f"{api.address}/api/openapi.json", timeout=60).raise_for_status().json()
    names = Counter(one["operationId"] for path in document["paths"].values() for one in path.values())
    assert [name for name, times in names.items() if times > 1] == []


def test_signed_in_nothing_breaks(api: Api, tmp_path: Path) -> None:
    headers = [word for header in _credentials(api) for word in ("--header", header)]
    _fuzz(api, tmp_path, "--exclude-path-regex", ENDS_THE_SESSION, *headers)


def test_signed_out_nothing_breaks_either(api: Api, tmp_path: Path) -> None:
    _fuzz(api, tmp_path, "--include-path-regex", ENDS_THE_SESSION)


def _fuzz(api: Api, folder: Path, *options: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
            *("run", f"{api.address}/api/openapi.json"),
            *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "3", "--seed", "1", "--no-shrink", "--suppress-health-check", "all"),
            *("--continue-on-failure", "--no-color", "--warnings", "off", *options),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(CASES)},
        check=False,
    )
    assert done.returncode == 0, f"{_squeezed(done.stdout)}\n{done.stderr[-1000:]}\n{_log(api)}"


def _squeezed(report: str) -> str:
    """The report without the long values that it found failures with."""
    return "\n".join(line[:300] for line in report.splitlines())[-20_000:]


def _log(api: Api) -> str:
    return (api.home / "log").read_text(errors="replace")[-4000:]
