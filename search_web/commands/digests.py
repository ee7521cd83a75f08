"""The commands `search-web digests …`: send digests, and keep the list of subscribers."""

from __future__ import annotations

from dataclasses import replace

import click

from indexer.commands.options import with_workspace
from indexer.workspace import Workspace
from search_web.address import write_search
from search_web.answer_cache import Answers
from search_web.app import create_app
from search_web.centre import Face
from search_web.configuration import Configuration
from search_web.digests.invitations import Invitation
from search_web.digests.news import saved_search
from search_web.digests.postman import RefusedError, clean_address
from search_web.digests.sending import Round
from search_web.digests.service import DigestService
from search_web.language.languages import LANGUAGES
from search_web.operations.operations import Operations
from search_web.operations.secret import secret_of
from search_web.served import ServedIndex


@click.group("digests")
def digests_command() -> None:
    """Send new publications by e-mail, and keep the list of who gets them."""


@digests_command.command("send")
@with_workspace
def send_command(workspace: Workspace) -> None:
    """Send every subscriber what is new since the last time; a timer runs this."""
    service = _service(workspace)
    served = ServedIndex(workspace.engine(), workspace.words)
    try:
        ranking = workspace.ranking()
        app = create_app(served, _configuration(workspace, service))
        sent = Round(service, app, served, Answers(ranking=ranking)).send()
    finally:
        served.close()
    click.echo(
        f"{sent.digests} sent, {sent.nothing_new} without news, {sent.paused} paused for good, "
        f"{sent.failed} tried again next time"
    )
    if sent.failed:
        raise click.exceptions.Exit(1)


@digests_command.command("list")
@with_workspace
def list_command(workspace: Workspace) -> None:
    """List the subscriptions: number, address, language, day, search, and why one is paused."""
    for one in _service(workspace).subscriptions.all():
        search = saved_search(one.search).q or "everything"
        paused = f"  paused: {one.paused}" if one.paused else ""
        click.echo(f"{one.id}  {one.email}  {one.language}  {one.since}  {search}{paused}")


@digests_command.command("invite")
@click.argument("address")
@click.option("--search", default="", help="What to search for; everything without it.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
@with_workspace
def invite_command(workspace: Workspace, address: str, search: str, language: str) -> None:
    """Send ADDRESS a link that confirms a subscription."""
    service = _service(workspace)
    email = clean_address(address)
    if not email:
        raise click.ClickException(f"{address} is no e-mail address")
    query = write_search(saved_search("").model_copy(update={"q": search}))
    served = ServedIndex(workspace.engine(), workspace.words)
    try:
        app = create_app(served, _configuration(workspace, service))
        message = service.invite(app, Invitation(email, query, language))
        service.postman.send(message)
    except RefusedError as error:
        raise click.ClickException(f"{email}: {error}") from error
    finally:
        served.close()
    click.echo(f"{email} is asked to confirm")


@digests_command.command("remove")
@click.argument("number", type=int, nargs=-1, required=True)
@with_workspace
def remove_command(workspace: Workspace, number: tuple[int, ...]) -> None:
    """End the subscriptions of these NUMBERs, which `list` shows."""
    removed = _service(workspace).subscriptions.remove(number)
    click.echo(f"{removed} removed")


def _service(workspace: Workspace) -> DigestService:
    """Return the digests of a data folder, or exit with an error message."""
    service = DigestService.load(workspace, secret_of(workspace.secret))
    if service is None:
        raise click.ClickException(
            f"{workspace.settings_file}: digests are off: set host and sender under [digests]"
        )
    return service


def _configuration(workspace: Workspace, service: DigestService) -> Configuration:
    settings = workspace.settings()
    operations = replace(Operations(), site=settings.site)
    face = Face.load(settings.centre, workspace.folder)
    return Configuration(digests=service, operations=operations, face=face)
