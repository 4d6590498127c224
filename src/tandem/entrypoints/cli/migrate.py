"""`tandem migrate`: for databases that `tandem up` does not look after."""

import asyncio

import typer

from tandem.settings import get_settings


def migrate_command() -> None:
    """Bring the database in TANDEM_DATABASE_URL up to date. (`tandem up` does this by itself.)"""
    url = get_settings().database_url
    if url is None:
        typer.echo(
            "TANDEM_DATABASE_URL is not set; the embedded database is migrated by `tandem up`.", err=True
        )
        raise typer.Exit(1)
    from tandem.kit.migrations import head, upgrade

    asyncio.run(upgrade(url))
    typer.echo(f"database is at {head() or 'the empty schema'}")
