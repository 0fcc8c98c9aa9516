"""`ivr lint`: what is wrong with the content, by file and line."""

from __future__ import annotations

import click

from ivr.cli import start
from ivr.content.model import Severity
from ivr.content.rules import RULES


@click.command("lint")
@click.option("--rules", is_flag=True, help="List the rules with their sources instead.")
@click.option("--errors-only", is_flag=True, help="Leave warnings out.")
def command(*, rules: bool, errors_only: bool) -> None:
    """Check the content folder and print each problem with its file and line.

    Exits with 1 if there is an error; warnings alone exit with 0.
    """
    if rules:
        for rule in RULES:
            click.echo(f"{rule.id} ({rule.severity}): {rule.sentence} [{rule.source}]")
        return
    _, problems = start.read()
    wrong = [problem for problem in problems if problem.severity is Severity.ERROR]
    for problem in wrong if errors_only else problems:
        click.echo(str(problem))
    warnings = len(problems) - len(wrong)
    click.echo(f"{_count(len(wrong), 'error')}, {_count(warnings, 'warning')}.", err=True)
    if wrong:
        raise SystemExit(1)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
