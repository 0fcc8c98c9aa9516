"""`ivr crawl`: visit every place that a caller can reach, and check every rule of the call."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click

from ivr.cli import start
from ivr.flow.crawl import RULES, crawl
from ivr.flow.crawl.picture import dot, nested
from ivr.flow.crawl.walk import Crawled

PICTURES = (".svg", ".png", ".pdf")


@click.command("crawl")
@click.option("--rules", is_flag=True, help="List the rules with their sources instead.")
@click.option("--tree", is_flag=True, help="Print the call tree as a nested list too.")
@click.option(
    "--graph",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a picture of the call tree: .svg, .png or .pdf with Graphviz, .dot without.",
)
def command(*, rules: bool, tree: bool, graph: Path | None) -> None:
    """Visit every place, print how many there are and what breaks a rule.

    Exits with 1 if a rule is broken.
    """
    if rules:
        for rule in RULES:
            click.echo(f"{rule.id}: {rule.sentence} [{rule.source}]")
        return
    if graph and not graph.absolute().parent.is_dir():  # told before the crawl, not after it
        raise click.ClickException(f"There is no folder {graph.absolute().parent} to write the call tree to.")
    line = start.running(start.settings())
    crawled, problems = crawl(line.parts.shelf.current())
    if tree:
        click.echo(nested(crawled))
    if graph:
        click.echo(f"The call tree is in {_draw(crawled, graph)}.")
    for problem in problems:
        click.echo(str(problem))
    places = len({view.place for view in crawled.turns})
    click.echo(
        f"{places} places visited in {len(crawled.turns)} forms (pace, re-prompts), {len(crawled.edges)} events tried, "
        f"{len(RULES)} rules: {len(problems)} violations."
    )
    if problems:
        raise SystemExit(1)


def _draw(crawled: Crawled, graph: Path) -> Path:
    """Draw with Graphviz where it is installed; otherwise leave what Graphviz reads."""
    try:
        return _drawn(crawled, graph)
    except (OSError, subprocess.CalledProcessError) as error:
        raise click.ClickException(f"The call tree could not be written to {graph}: {error}.") from error


def _drawn(crawled: Crawled, graph: Path) -> Path:
    text = dot(crawled)
    program = shutil.which("dot")
    if graph.suffix in PICTURES and program:
        subprocess.run([program, f"-T{graph.suffix[1:]}", "-o", str(graph)], input=text.encode(), check=True)  # noqa: S603
        return graph
    if graph.suffix in PICTURES:
        click.echo("Graphviz (`dot`) is not installed, so this is its input; draw it elsewhere.", err=True)
    written = graph.with_suffix(".dot")
    written.write_text(text, encoding="utf-8")
    return written
