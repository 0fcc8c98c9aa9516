"""Statistics: charts that say in words what they show, tables, the same file as the command, and nothing small."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.readers import read_content
from ivr.desk.counts.count_names import called
from ivr.desk.counts.figures import Bar, Figure, figures, hour_named
from ivr.desk.counts.statistics import as_file, asked, counted
from ivr.desk.desk import current
from ivr.flow.counted import Count, Kind
from ivr.flow.statistics import Hourly, Period, statistics
from ivr.store.counts import Cell, Counts
from ivr.web.desk.charts import chart
from tests.editions.shelves import shipped
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said
from tests.web.desk.site import Site

PAGE = "/statistics/"
NOON = datetime(2026, 6, 17, 16, tzinfo=UTC)  # in New York
CONTENT = read_content(shipped())[0]


def _cell(hour: datetime, kind: Kind, name: str = "") -> Cell:
    return Cell(hour, "en", 1, kind.value, name)


def _week(site: Site) -> None:
    """Seven days: most calls from 9 to 12, and a little of everything."""
    counts = Counts(site.desk.database)
    hours = {hour: 6 if 9 <= hour < 12 else 5 for hour in range(8, 20)}
    for day in range(7):
        midnight = NOON.replace(hour=4) - timedelta(days=day)
        counts.add({_cell(midnight + timedelta(hours=hour), Kind.CALL): times for hour, times in hours.items()})
    counts.add({_cell(NOON, Kind.CALL): 3})
    counts.add({_cell(NOON, Kind.PLACE, "topic.coping.2"): 40, _cell(NOON, Kind.PLACE, "main"): 90})
    counts.add({_cell(NOON, Kind.LEFT, "main"): 30, _cell(NOON, Kind.LEFT, "topic.side.1"): 9})
    counts.add({_cell(NOON, Kind.LEFT, "tip"): 3, _cell(NOON, Kind.LEFT, "limit"): 3})
    counts.add({_cell(NOON, Kind.TEXT, "content.topic.side.1"): 8, _cell(NOON, Kind.TEXT, "crisis"): 6})
    counts.add({_cell(NOON, Kind.DELIVERY, "delivered"): 20, _cell(NOON, Kind.DELIVERY, "failed.phone off"): 5})
    counts.add({_cell(NOON, Kind.CONNECT, "cancercare"): 7})


def test_each_list_says_in_a_sentence_what_it_shows(site: Site) -> None:
    """By names that people know."""
    _week(site)
    page = said(site.client("rec").get(f"/desk{PAGE}"))
    assert "11 June 2026 to 17 June 2026" in page
    assert "444 calls came in these 7 days. Most came on Wed 17 Jun: 66." in page
    assert "Most calls came between 9 am and 12 noon: 126 of 444." in page
    assert "Of the topics, callers came most often to Coping day to day, part 2: 40 of 130 visits" in page
    assert "Most calls were left here: The main menu, 30 of 45." in page
    assert "Most of the texts that came in got this: Fever and side effects, text 1, 8 of 14." in page
    assert "The commonest was: Arrived, 20 of 25." in page
    assert "The service that was rung most: CancerCare, 7 of 7." in page
    assert "Keys that were not understood Too few to show: under 5 in all, or none." in page


def test_nothing_small_is_shown_drawn_or_in_the_file(site: Site) -> None:
    """Neither its number nor its name; the file is that of `ivr report --csv`."""
    _week(site)
    client = site.client("rec")
    page, file = client.get(f"/desk{PAGE}").text, client.get("/desk/statistics/statistics.csv")
    figure = page.partition('aria-labelledby="left"')[2].partition("</section>")[0]
    assert "Coping tips" not in figure
    assert "hidden" in figure
    numbers = [
        int(found)
        for found in re.findall(r'<td class="text-end">(\d+)</td>|font-weight="600"[^>]*>(\d+)<', page)
        for found in found
        if found
    ]
    assert numbers
    assert min(numbers) >= 5
    period = Period((NOON - timedelta(days=6)).date(), NOON.date(), "America/New_York")
    assert file.data == as_file(counted(site.desk.database, period), period)
    assert "statistics-2026-06-11-2026-06-17.csv" in file.headers["Content-Disposition"]


def test_other_days_are_chosen_and_wrong_ones_explained(site: Site) -> None:
    """By the form or a link; what cannot be shown keeps what was typed."""
    _week(site)
    client = site.client("rec")
    assert "444 calls came in these 30 days" in said(client.get(f"/desk{PAGE}?from=2026-05-19&to=2026-06-17"))
    assert "378 calls" not in said(client.get(f"/desk{PAGE}?from=2026-06-12"))
    for query, says in (
        ("from=2026-06-17&to=2026-06-01", "The first day lies after the last one."),
        ("from=2024-06-17", "366 days at most"),
        ("from=soon", "'soon' is no day"),
    ):
        answer = client.get(f"/desk{PAGE}?{query}")
        assert answer.status_code == 400
        assert says in said(answer)


def test_where_there_is_nothing_it_says_what_to_do(site: Site) -> None:
    """No chart, no table, and a way on."""
    answer = site.client("rec").get(f"/desk{PAGE}")
    assert "There is nothing to show for these days." in said(answer)
    assert "call the line yourself a few times" in said(answer)
    assert "<svg" not in answer.text
    assert "<table" not in answer.text


@given(
    st.lists(
        st.tuples(st.integers(0, 23), st.sampled_from(["main", "topic.side.1", "tip", "<b>&"]), st.integers(1, 40)),
        max_size=30,
    ),
    st.sampled_from(list(Kind)),
)
def test_charts_are_whole_and_show_only_what_the_table_shows(rows: list[tuple[int, str, int]], kind: Kind) -> None:
    """Each is one picture with a name, well-formed, without styles, and every number in it is in the table."""
    hours = [Hourly(NOON.replace(hour=hour), 1, Count(kind, name, "en"), times) for hour, name, times in rows]
    lists = statistics(hours, Period(NOON.date(), NOON.date(), "UTC"))
    for figure in figures(CONTENT, lists):
        drawn = str(chart(figure))
        if not drawn:
            assert not figure.bars
            continue
        root = ET.fromstring(drawn)  # noqa: S314 - our own
        assert root.get("role") == "img"
        assert "style" not in {name for each in root.iter() for name in each.attrib}
        said_in = {each.text for each in root.iter() if each.tag.endswith("}text")}
        assert {int(text) for text in said_in if text and text.isdecimal()} == {
            bar.value for bar in figure.bars if bar.value is not None
        }
        told = {cell for line in figure.lines for cell in line.cells}
        assert {bar.value for bar in figure.bars} <= told | {None}
        assert all(bar.value is None or bar.value >= 5 for bar in figure.bars)


def test_the_busiest_hours_are_told_only_where_that_is_sure() -> None:
    """Hidden hours could come to more than three shown ones: then the one hour is told that nothing exceeds."""
    day = NOON.replace(hour=0)
    single = {9: 30, 10: 4, 11: 3, 20: 5, 21: 5, 22: 5}
    hours = [Hourly(day + timedelta(hours=hour), 1, Count(Kind.CALL, "", "en"), n) for hour, n in single.items()]
    listed = figures(CONTENT, statistics(hours, Period(day.date(), day.date(), "UTC")))
    assert listed[1].says == "Most calls came between 9 am and 10 am: 30 of 52."


def test_many_days_stand_side_by_side() -> None:
    """More than a month of bars would be a page of them; the numbers are in the table."""
    bars = [Bar(f"day {n}", n + 5 if n % 7 else None) for n in range(90)]
    drawn = ET.fromstring(str(chart(Figure("days", "Calls", "Says.", "calls", bars, ("calls",), (), in_order=True))))  # noqa: S314
    texts = [each.text for each in drawn.iter() if each.tag.endswith("}text")]
    assert texts == ["94 calls", "day 0", "day 89"]


def test_names_and_hours_are_those_of_people() -> None:
    """And what a newer program counts keeps its own name."""
    assert called(CONTENT, Kind.LEFT, "ask.outlook") == "The question before Outlook"
    assert called(CONTENT, Kind.PLACE, "service.talk") == "Numbers: Someone to talk to"
    assert called(CONTENT, Kind.TEXT, "content.fever") == "The text FEVER"
    assert called(CONTENT, Kind.DELIVERY, "failed.landline") == "Failed: landline"
    assert called(CONTENT, Kind.LEFT, "of tomorrow") == "of tomorrow"
    assert [hour_named(hour) for hour in (0, 9, 12, 13, 24)] == ["midnight", "9 am", "12 noon", "1 pm", "midnight"]
    assert asked(None, None, NOON.date(), "UTC").days[0].isoformat() == "2026-06-11"


@pytest.mark.browser
def test_the_page_passes_axe_with_charts_and_empty(reader: Reader, site: Site) -> None:
    """Light and dark, with the tables open; at 320 px nothing sticks out."""
    empty = reader.open("rec", PAGE)
    assert Axe().run(empty).violations_count == 0
    _week(site)
    for scheme in ("light", "dark"):
        page = reader.open("rec", PAGE, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert Axe().run(page).violations_count == 0
    page.set_viewport_size({"width": 320, "height": 700})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert current(site.desk).number == 1
