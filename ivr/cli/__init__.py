"""The command line: one file for each noun."""

from __future__ import annotations

import importlib
import logging
import os
import sys

import click

from ivr import __version__, log
from ivr.cli.printed import visible
from ivr.errors import IvrError

COMMANDS = (
    "approve",
    "audit",
    "call",
    "crawl",
    "drafts",
    "edit",
    "editions",
    "export",
    "import",
    "lint",
    "listen",
    "notice",
    "outbox",
    "prompts",
    "publish",
    "render",
    "report",
    "resource",
    "rollback",
    "say",
    "serve",
    "settings",
    "staff",
    "take",
    "text",
    "texts",
    "voices",
    "worker",
)

MODULES = {"import": "importing"}  # no module can be called so


class _Commands(click.Group):
    """Loads a command's file only when it is asked for, and prints failures as sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found = importlib.import_module(f"ivr.cli.{MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = found.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except IvrError as problem:
            raise click.ClickException(visible(str(problem))) from problem
        except UnicodeEncodeError as problem:
            if problem.reason != "surrogates not allowed":
                raise
            raise click.ClickException("Something that was given here holds bytes that are no text in UTF-8.") from None
        except BrokenPipeError:
            _unheard()
        except click.ClickException as problem:
            if not isinstance(problem.__cause__, BrokenPipeError):
                raise
            _unheard()
        return None


def _unheard() -> None:
    """Whoever read the output (`| head`) has enough: what is still buffered goes nowhere, and that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ivr")
@click.pass_context
def main(ctx: click.Context) -> None:
    """An accessible phone and text line about rescue treatment.

    Start with `ivr serve`, which prepares everything and prints the address of a phone in the browser, or with
    `ivr call`, a phone in this terminal.
    """
    # A server's steps are its log; in a phone on the terminal even warnings would stand between the spoken words.
    least = {"serve": logging.INFO, "worker": logging.INFO, "call": logging.ERROR, "text": logging.ERROR}
    log.configure(least.get(str(ctx.invoked_subcommand), logging.WARNING))
