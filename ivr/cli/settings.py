"""`ivr settings`: every setting with its default and meaning, and whether it is set."""

from __future__ import annotations

import os

import click

from ivr.settings import SETTINGS


@click.command("settings")
def command() -> None:
    """List every setting, its default, what it is for, and its value here (secrets are not shown)."""
    for setting in SETTINGS:
        value = os.environ.get(setting.name, "")
        shown = "(set)" if setting.secret and value else value or "(not set)"
        click.echo(f"{setting.name} = {shown}")
        click.echo(f"    {setting.meaning}. Default: {setting.default}.")
