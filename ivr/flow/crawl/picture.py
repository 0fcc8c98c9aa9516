"""The call tree as a picture (Graphviz DOT) and as a nested list."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.content.menus import choice_keys
from ivr.content.model import Edition, Pace
from ivr.content.prompts import prompts
from ivr.flow.crawl.walk import Crawled
from ivr.flow.hints import known
from ivr.flow.session import View

# Places that hang off every other place would make a tangle; they are told in words below the tree.
_EVERYWHERE = frozenset(
    {"connect", "unreached", "end", "stay", "limit", "closing", "goodbye", "number"}
    | {"consent", "promised", "waiting", "arrived", "already", "unknown", "details", "tip", "stopped", "started"},
)
_LONGEST_LABEL = 44


def dot(crawled: Crawled) -> str:
    """The tree as Graphviz reads it, left to right, without the ways back."""
    lines = [
        "digraph call {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];',
    ]
    lines += ['  edge [fontname="sans-serif", fontsize=10];']
    for place, label in _labels(crawled).items():
        lines.append(f'  "{place}" [label="{_escaped(label)}"];')
    lines += [f'  "{start}" -> "{end}" [label="{key}"];' for start, key, end in tree(crawled)]
    return "\n".join([*lines, "}", ""])


def nested(crawled: Crawled) -> str:
    """The same tree as an indented list, for people who would rather read, and for screen readers."""
    labels = _labels(crawled)
    children: dict[str, list[tuple[str, str]]] = {}
    ends = set()
    for start, key, end in tree(crawled):
        children.setdefault(start, []).append((key, end))
        ends.add(end)
    roots = [place for place in labels if place not in ends]
    lines = [line for root in roots for line in _branch(root, "", 0, labels, children)]
    everywhere = "From every place: 0 a person, * back, 7 again, 8 slower or normal, 9 and 9 the end."
    texted = "At the end of every part, tip and number: 2 the same by text, after a question; then a wait for it."
    return "\n".join([*lines, "", everywhere, texted])


def tree(crawled: Crawled) -> Iterator[tuple[str, str, str]]:
    """Each place once, under the first key that leads there."""
    edition = crawled.edition
    met: set[str] = set()
    for edge in crawled.edges:
        ahead = edge.event in set("123456") and _plain(edge.start, edition) and _plain(edge.end, edition)
        if ahead and edge.end.place not in met and edge.end.place not in {"main", "greeting"}:
            met.add(edge.end.place)
            start = "main" if edge.start.place == "greeting" else edge.start.place
            yield start, edge.event, edge.end.place


def _plain(view: View, edition: Edition) -> bool:
    kind = view.place.partition(".")[0]
    first = view.language == edition.content.default_language
    return first and view.pace is Pace.NORMAL and not known(view) and kind not in _EVERYWHERE


def _labels(crawled: Crawled) -> dict[str, str]:
    """Each place of the tree and the first words that are heard there."""
    language = crawled.content.default_language
    scripts = {prompt.id: prompt.script for prompt in prompts(crawled.content) if prompt.language == language}
    keys = choice_keys(crawled.content)
    named: dict[str, str] = {}
    wanted = {place for start, _, end in tree(crawled) for place in (start, end)}
    for view, turn in crawled.turns.items():
        if view.place in wanted and not known(view) and view.place not in named:
            told = [cue.prompt for cue in turn.say if cue.prompt not in keys]
            first = next((prompt for prompt in told if prompt.startswith("service.")), told[0])
            named[view.place] = _short(scripts.get(first, first))
    return named


def _short(script: str) -> str:
    line = script.split("\n", maxsplit=1)[0]
    return line if len(line) <= _LONGEST_LABEL else line[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " ..."


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"')


def _branch(
    place: str, key: str, depth: int, labels: dict[str, str], children: dict[str, list[tuple[str, str]]]
) -> Iterator[str]:
    mark = f"{key}: " if key else ""
    yield f"{'    ' * depth}{mark}{labels.get(place, place)}  ({place})"
    for child_key, child in children.get(place, []):
        yield from _branch(child, child_key, depth + 1, labels, children)
