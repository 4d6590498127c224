"""Run once before the programs, as a process of its own: migrations, then the demo if asked for.

Its last line on stderr, if it fails, is what the person reads.
"""

import asyncio
import sys
from importlib import import_module
from importlib.util import find_spec

from tandem.entrypoints.supervisor.fingerprint import fingerprint
from tandem.settings import Settings, get_settings

_ANSWER_WITHIN_S = 30.0


def main() -> None:
    """Exit code 0: ready. 1: the reason is on stderr."""
    settings = get_settings()
    assert settings.database_url is not None
    try:
        asyncio.run(_prepare(settings, settings.database_url))
    except (OSError, TimeoutError) as error:
        sys.exit(f"The database did not answer: {error}. Is TANDEM_DATABASE_URL right?")


async def _prepare(settings: Settings, url: str) -> None:
    await _await_database(url)
    migrations = import_module("tandem.kit.migrations")
    await migrations.upgrade(url)
    await _open_vault(settings, url)
    if settings.demo and find_spec("tandem.demo.seed") is not None:
        await import_module("tandem.demo.seed").ensure(settings)
        await import_module("tandem.demo.seed").introduce(settings)
        await import_module("tandem.wiring").lend_to_demo_customers(settings)
    await _mark(url, fingerprint(settings))


async def _open_vault(settings: Settings, url: str) -> None:
    """Before anything starts: are the master keys here that opened this database so far? Then what earlier versions
    stored in clear is sealed."""
    crypto = import_module("tandem.kit.crypto")
    try:
        await import_module("tandem.entrypoints.sealing").seal(settings, url)
    except crypto.CryptoError as error:
        sys.exit(f"Personal data cannot be opened. {error}")


async def _mark(url: str, text: str) -> None:
    import asyncpg

    link = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        name = await link.fetchval("SELECT quote_ident(current_database())")
        await link.execute(f"COMMENT ON DATABASE {name} IS '{text}'")
    except asyncpg.InsufficientPrivilegeError:
        return  # a database of somebody else's: it is just prepared anew each time
    finally:
        await link.close()


async def _await_database(url: str) -> None:
    """Waits for a server that is not up yet (containers start in any order)."""
    import asyncpg

    plain, last = url.replace("+asyncpg", ""), None
    for _ in range(int(_ANSWER_WITHIN_S)):
        try:
            await (await asyncpg.connect(plain, timeout=5)).close()
            return
        except (asyncpg.InvalidPasswordError, asyncpg.InvalidCatalogNameError) as error:
            sys.exit(f"The database refused the log-in: {error}. Check TANDEM_DATABASE_URL.")
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError) as error:
            last = error
            await asyncio.sleep(1)
    raise TimeoutError(str(last))


if __name__ == "__main__":
    main()
