"""A body temperature of 100.4 F / 38 C or more is found however it is written, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from ivr.content.model import Content
from ivr.flow.texting.reading import read_text
from ivr.flow.texting.temperature import says_fever

FEVERS = """100.4
100,4
101
101.5?
102 F
101F
103°F
102°
ºF 101
temp 102.3 F
temp is 100.4
temp:102
temp-102
temp102
T 101.3
t:38.9
tmp 101.2
38.5
38,5 C
38.2c
38.0
39 degrees
39° C
39 ℃
38
39
one oh two
a hundred point six
thirty eight and a half
treinta y ocho y medio
38°3
temp 1005
fever 38.4 day 8
temp 38
fever of 103
my fever hit 101
fever 3 days, 101
fever 101-102
my temp went up to 102.7 last night
temp was 39 this morning
its 101 what do i do
it's 103 now
102 and shaking
temp 100 4
104 fahrenheit
tengo 39 de fiebre
temperatura 38.2
38 grados
treinta y ocho de fiebre
temp a hundred and two
a hundred point five fever
thermometer says 101
I am 62 years old and my temp is 101
Temp at 10:30 was 100.9""".splitlines()
NONE = """100.3
99.9
98.6
temp 99
temp 100.3
temp 37.9 c
I am 102 years old
I am 38
im 101
room 101
100 mg
101 mg
$101
$38.50
38.5 mg
102.5 lbs
weight 102.5
call 800-102-1011
1-800-227-2345
tip 38
TIP 39
COPE 101
38 weeks
39 days
101 days of chemo
no fever, 40 years old
fever, age 41
bp 101/60
10:38
12/10/2023
2024
1004
38,500
101 Main St
i live at 103 oak
102 miles away
its 102 miles
it is 102 degrees outside
38%
psa 38.5
price 101.50
38F""".splitlines()


@pytest.mark.parametrize("text", FEVERS)
def test_a_fever_is_found_in_any_written_form(content: Content, text: str) -> None:
    """Points and commas, both scales, with and without words around."""
    assert says_fever(read_text(text), content.safety.temperature)


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_fever(content: Content, text: str) -> None:
    """Ages, doses, prices, rooms, telephone numbers, tips, and temperatures that are no fever."""
    assert not says_fever(read_text(text), content.safety.temperature)
