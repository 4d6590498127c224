"""`tandem migrate`: for databases that `tandem up` does not look after."""

import asyncio

import typer

from tandem.settings import get_settings


def migrate_command() -> None:
    """Bring the database in TANDEM_DATABASE_URL up to date, and seal what earlier versions stored in clear. (`tandem
    up` does this by itself.)"""
    settings = get_settings()
    url = settings.database_url
    if url is None:
        typer.echo(
            "TANDEM_DATABASE_URL is not set; the embedded database is migrated by `tandem up`.", err=True
        )
        raise typer.Exit(1)
    from tandem.entrypoints.sealing import seal
    from tandem.kit.crypto import CryptoError
    from tandem.kit.migrations import head, upgrade

    asyncio.run(upgrade(url))
    try:
        asyncio.run(seal(settings, url))
    except CryptoError as error:
        typer.echo(f"Personal data cannot be opened. {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"database is at {head() or 'the empty schema'}")
