"""Charts drawn on the server as SVG: bars in the color of the text with their numbers in them, read out by a sentence.

No style attributes and no scripts stand in them (the desk's policy forbids both). What a chart shows is in its sentence
and its table, too: it is one picture for whoever cannot see it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from ivr.desk.counts.figures import Bar, Figure

# Units of the drawing: as wide as a small telephone's screen, so that its letters stay readable there.
WIDTH = 360
MANY = 31  # bars; more of them stand side by side, without their numbers
_HIGH = 20  # of a bar
_LETTER = 8  # about as wide as a figure
_TALL = 150
_HATCHED = (
    '<pattern id="{key}-hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" stroke-width="1.5"/></pattern>'
)


@dataclass(frozen=True)
class _Drawing:
    """What stands in the picture, and how high it is."""

    inside: Markup
    height: int


@dataclass(frozen=True)
class _Shape:
    """Where a row stands: its name, its bar, the line that numbers stand on, and how far it is to the next."""

    label: int
    left: int
    top: int
    base: int
    step: int

    def at(self, number: int) -> _Shape:
        """The same for the row of this number."""
        down = number * self.step
        return replace(self, label=self.label + down, top=self.top + down, base=self.base + down)


_BESIDE = _Shape(label=15, left=122, top=0, base=15, step=25)
_UNDER = _Shape(label=13, left=0, top=18, base=33, step=48)


def chart(figure: Figure) -> Markup:
    """The chart of a figure; nothing where it has no bars."""
    if not figure.bars:
        return Markup("")
    many = figure.in_order and len(figure.bars) > MANY
    drawing = _columns(figure) if many else _rows(figure)
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{key}-title {key}-desc" viewBox="0 0 {width} {height}" '
        'xmlns="http://www.w3.org/2000/svg"><title id="{key}-title">{title}</title><desc id="{key}-desc">{says}</desc>'
        "<defs>{hatched}</defs>{inside}</svg>"
    ).format(
        key=figure.key,
        width=WIDTH,
        height=drawing.height,
        title=figure.title,
        says=figure.says,
        hatched=Markup(_HATCHED).format(key=figure.key),  # noqa: S704 - our own words; what is filled in is escaped
        inside=drawing.inside,
    )


def _rows(figure: Figure) -> _Drawing:
    """One bar below the other: beside its name where names are short (days and hours), else under it."""
    shape = _BESIDE if figure.in_order else _UNDER
    most = max((bar.value or 0 for bar in figure.bars), default=0) or 1
    drawn = [_row(bar, (bar.value or 0) / most, figure.key, shape.at(n)) for n, bar in enumerate(figure.bars)]
    return _Drawing(Markup("").join(drawn), len(figure.bars) * shape.step)


def _row(bar: Bar, part: float, key: str, at: _Shape) -> Markup:
    label = Markup('<text x="0" y="{y}" font-size="13" fill="currentColor">{label}</text>').format(
        y=at.label, label=bar.label
    )
    if bar.value is None:
        return label + Markup(
            '<rect x="{x}" y="{y}" width="28" height="{high}" fill="url(#{key}-hidden)" stroke="currentColor"/>'
            '<text x="{after}" y="{base}" font-size="13" fill="currentColor">hidden</text>'
        ).format(x=at.left + 0.5, y=at.top, high=_HIGH, key=key, after=at.left + 36, base=at.base)
    long = max(2, round(part * (WIDTH - at.left)))
    # A bar that ends at the edge has its number inside; a short one has it behind.
    inside = long > _LETTER * (len(str(bar.value)) + 2)
    return label + Markup(
        '<rect x="{left}" y="{y}" width="{long}" height="{high}" fill="currentColor"/>'
        '<text x="{x}" y="{base}" font-size="14" font-weight="600" {how}>{value}</text>'
    ).format(
        left=at.left,
        y=at.top,
        long=long,
        high=_HIGH,
        x=at.left + long + (-6 if inside else 6),
        base=at.base,
        how=Markup('class="in" text-anchor="end"') if inside else Markup('fill="currentColor"'),
        value=bar.value,
    )


def _columns(figure: Figure) -> _Drawing:
    """Bars side by side, for more days than can be read one by one; hidden ones are hatched and low."""
    bars = figure.bars
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    wide = WIDTH / len(bars)
    drawn = []
    for number, bar in enumerate(bars):
        tall = 6 if bar.value is None else max(1, round(bar.value / most * _TALL))
        fill = f"url(#{figure.key}-hidden)" if bar.value is None else "currentColor"
        drawn.append(
            Markup('<rect x="{x}" y="{y}" width="{wide}" height="{tall}" fill="{fill}"/>').format(
                x=f"{number * wide:.2f}", y=18 + _TALL - tall, wide=f"{wide * 0.8:.2f}", tall=tall, fill=fill
            )
        )
    around = Markup(
        '<text x="0" y="12" font-size="13" fill="currentColor">{most} {unit}</text>'
        '<line x1="0" y1="17.5" x2="{width}" y2="17.5" stroke="currentColor" stroke-dasharray="2 3"/>'
        '<line x1="0" y1="{base}" x2="{width}" y2="{base}" stroke="currentColor"/>'
        '<text x="0" y="{under}" font-size="13" fill="currentColor">{first}</text>'
        '<text x="{width}" y="{under}" font-size="13" fill="currentColor" text-anchor="end">{last}</text>'
    ).format(
        most=most,
        unit=figure.unit,
        width=WIDTH,
        base=18.5 + _TALL,
        under=36 + _TALL,
        first=bars[0].label,
        last=bars[-1].label,
    )
    return _Drawing(Markup("").join(drawn) + around, 42 + _TALL)
