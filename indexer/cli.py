"""The command line `indexer`. Each command is a file in `commands/`."""

from __future__ import annotations

import click

from indexer.command_group import CommandGroup
from indexer.commands.analyze import analyze_command
from indexer.commands.build import build_command
from indexer.commands.embed import embed_command
from indexer.commands.evaluate import evaluate_command
from indexer.commands.export import export_command
from indexer.commands.fit import fit_command
from indexer.commands.init import init_command
from indexer.commands.lexicon import lexicon_command
from indexer.commands.rollback import rollback_command
from indexer.commands.sources import sources_command
from indexer.commands.status import status_command
from indexer.commands.update import update_command
from indexer.commands.verify import verify_command
from indexer.commands.watch import watch_command

COMMANDS = (
    init_command,
    sources_command,
    build_command,
    update_command,
    watch_command,
    status_command,
    rollback_command,
    verify_command,
    embed_command,
    export_command,
    analyze_command,
    lexicon_command,
    evaluate_command,
    fit_command,
)
"""The commands of `indexer`."""


@click.group(cls=CommandGroup)
@click.version_option(package_name="bahith", message="%(prog)s (Bahith) %(version)s")
def main() -> None:
    """باحث: build and inspect the index."""


for command in COMMANDS:
    main.add_command(command)
