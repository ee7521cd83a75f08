"""The command `search-web staff-password`: set the password of `/staff`."""

from __future__ import annotations

from pathlib import Path

import click

from search_web.staff.access import LEAST_PASSWORD, write_password


@click.command("staff-password")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def staff_password_command(file: Path) -> None:
    """Ask twice for a password of staff, and write its hash to FILE for --staff-password-file."""
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < LEAST_PASSWORD:
        raise click.ClickException(f"a password has at least {LEAST_PASSWORD} characters")
    try:
        write_password(file, password)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
