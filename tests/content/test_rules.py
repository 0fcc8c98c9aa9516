"""Each rule of content catches a fault that was planted on purpose, and the shipped content breaks none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ivr.content.model import Severity
from ivr.content.rules import RULES
from tests.content.altered import Edit, Files, altered, judged, signed
from tests.spanish import two_languages

PHRASES, TEXTS, LINE, SERVICES = "en/phrases.toml", "en/texts.toml", "line.toml", "resources.toml"
SAFETY, SPOKEN = "safety.toml", "en/spoken.toml"
COPING, STAFF = "en/topics/coping.md", "en/staff.toml"
NOTICES, SWITCHED = "en/notices.toml", "notices.toml"
LONG = "Rides may not run today, or they may be late, and some may not come at all, so call before you go. "
HELPER = 'number = "1-800-227-2345"\ndial = "+18002272345"'
REST = "Get plenty of rest. It is fine to leave things undone."


def said(words: str) -> Edit:
    """An edit that makes the phrase before the third silence say something else."""
    return (PHRASES, "Here are the choices again.", words)


def sent(words: str) -> Edit:
    """An edit that makes the reply to a picture say something else."""
    return (TEXTS, "Sorry, this line cannot see pictures.", words)


def switched(notice: str, start: int, end: int) -> Edit:
    """An edit that switches a notice on from one day of June 2026 to another."""
    entry = f'[[on]]\nnotice = "{notice}"\nfrom = 2026-06-{start:02}T08:00:00\nuntil = 2026-06-{end:02}T08:00:00\n'
    return (SWITCHED, "\n#     by = ", f'\n{entry}time_zone = "America/New_York"\nby = "Maria"\n#     by = ')


PLANTED: Mapping[str, tuple[tuple[Edit, ...], ...]] = {
    "safe-names": (
        ((SERVICES, "[711-relay]", "[711_relay]"), (SERVICES, "[711-relay.en]", "[711_relay.en]")),
        ((LINE, "rides = [", '"rides.and.meals" = ['),),
    ),
    "needed-words": (
        ((PHRASES, '"greeting.fever" =', '"greeting.feverish" ='),),
        ((PHRASES, '"press" = "{name}. Press {key}."', '"press" = ""'),),
        ((PHRASES, '"ask.outlook"', '"ask.something"'),),
        ((PHRASES, '"person.busy"', '"person.engaged"'),),
        ((TEXTS, '"crisis" =', '"crises" ='),),
        ((TEXTS, "\nlist = [", '\nlist = ["Rest."]\nlonger = ['),),
    ),
    "named-choices": (
        ((PHRASES, '"choice.consent.yes"', '"choice.consent.agree"'),),
        ((PHRASES, '"choice.any.again" =', '"again" ='),),
    ),
    "asks-alike": ((("es/topics/outlook.md", "ask_first = true", "ask_first = false"),),),
    "sizes": (
        ((COPING, "## Rest and food", "## First\n\nWords.\n\n## Second\n\nWords.\n\n## Rest and food"),),
        ((COPING, 'texts = [\n    "This', 'texts = [\n    "One more.",\n    "This'),),
        ((LINE, '"outlook"]', '"outlook", "what-else"]'),),
        ((LINE, "[groups]", '[groups]\none = ["211"]\ntwo = ["211"]'),),
    ),
    "filled": (
        (said("All right, {name}."),),
        ((PHRASES, '"hours.sentence" = "Open {ranges}, {zone}."', '"hours.sentence" = "Open {range}, {}."'),),
    ),
    "name-then-key": ((said("Press 1 for help."),), (said("Press star to go back."),), (said("Dial 2 now."),)),
    "short-choices": (
        ((PHRASES, "Questions about treatment", "Questions about treatment and all the other things you ask us"),),
    ),
    "reading-grade": (
        ((COPING, REST, "Oncological rehabilitation necessitates individualized recuperation opportunities. " * 3),),
        ((COPING, REST, " ".join(["It is fine to do no more than one thing in a day or two or ten."] * 12)),),
    ),
    "long-sentences": (
        (said("This is one of those things that go on and on and on and on until no one knows how."),),
    ),
    "segments": ((sent("This is far too long to read on a phone. " * 12),),),
    "segments-aim": ((sent("This is a little too long. " * 12),),),
    "plain-characters": ((sent("Sorry\N{EM DASH}no."),), (sent("It can\N{RIGHT SINGLE QUOTATION MARK}t."),)),
    "whole-numbers": ((sent("x" * 145 + " call 1-800-227-2345."),), (sent("x" * 148 + " 988lifeline.org"),)),
    "kind-words": ((said("Keep up the fight."),), (sent("Your treatment failed."),)),
    "no-vague-numbers": ((said("This is rare."),), (sent("Most people rest."),)),
    "no-advice": ((said("You should take it twice."),), (sent("Take 50 mg."),)),
    "no-survival-numbers": ((said("Half have years to live."),), (sent("The rate is 20 percent."),)),
    "said-whole": ((said("It costs 5 \u00a4."),), (said("Hold \u2020."),)),
    "lexicon-numbers": (
        ((SPOKEN, '"NCI" = "N C I"', '"the 911 line" = "the emergency line"'),),
        ((SPOKEN, "nine eight eight lifeline", "nine lifeline"),),
        ((SPOKEN, '"24/7" = "twenty-four seven"', '"24/7" = "all day"'),),
    ),
    "sourced-facts": (
        ((COPING, '"coping-1"', '"coping-99"'),),
        (("sources.md", "| coping-2 |", "| coping-two |"),),
    ),
    "two-people": (
        ((COPING, 'approved_by = "A doctor"', 'approved_by = "The makers of this line"'),),
        ((COPING, 'approved_on = "2026-06-01"', 'approved_on = ""'),),
    ),
    "reviewed": (((COPING, 'reviewed_by = "A nurse"', 'reviewed_by = ""'),),),
    "signed": (
        ((COPING, REST, "Get plenty of rest."),),
        ((SPOKEN, '"NCI" = "N C I"', '"NCI" = "the N C I"'),),
        (("signed.toml", '"press" = { hash = "', '"press.plus" = { hash = "'),),
    ),
    "two-signatures": ((("signed.toml", 'approver = "bob"', 'approver = "ann"'),),),
    "known-services": (
        ((LINE, '"cancercare"]', '"cancercore"]'),),
        ((LINE, 'crisis = "988-lifeline"', 'crisis = "989-lifeline"'),),
        ((SERVICES, "[cancercare.en]", "[cancercare.fr]"),),
    ),
    "person": (
        ((SERVICES, HELPER, 'number = "1-800-227-2345"\ndial = ""'),),
        ((LINE, 'services = ["american', 'services = []\nothers = ["american'),),
    ),
    "true-numbers": (
        ((TEXTS, "1-888-793-9355", "1-888-793-9356"),),
        ((SERVICES, "1-800-813-4673", "1-800-813-4674"),),
    ),
    "true-hours": (
        ((TEXTS, "{when.cancercare}", "weekdays"),),
        ((TEXTS, "now, {anytime.american-cancer-society}", "now, Day or night"),),
        ((TEXTS, "A person: {help_number}.", "CancerCare answers weekdays."),),
        (("en/topics/outlook.md", "{anytime.american-cancer-society}", "day or night"),),
        (("es/texts.toml", "{when.american-cancer-society}", "a toda hora"),),
    ),
    "filled-texts": (
        ((TEXTS, "{when.cancercare}", "{when.cancercore}"),),
        ((TEXTS, "{when.cancercare}", "{When.cancercare}"),),
        (sent("We are {name}."),),
        ((PHRASES, '"hours.when.weekdays" =', '"hours.when.weekday" ='),),
    ),
    "checked": (
        ((SERVICES, 'checked_on = "2026-06-01"', 'checked_on = ""'),),
        ((SERVICES, 'checked_by = "A volunteer"', 'checked_by = ""'),),
    ),
    "notice-words": (
        ((NOTICES, "[notices.storm]", '[notices."Big Storm"]'),),
        ((NOTICES, 'said = "A storm', 'said = ""\nalso = "A storm'),),
        ((NOTICES, 'page = "A storm', 'page = ""\nalso = "A storm'),),
        ((PHRASES, '"greeting.also" =', '"greeting.notice" = "We are closed."\n"greeting.also" ='),),
        (("es/notices.toml", "[notices.storm]", "[notices.tormenta]"),),
    ),
    "known-notices": ((switched("flood", 1, 2),),),
    "few-notices": (
        (switched("storm", 1, 9), switched("storm", 8, 10)),
        (switched("storm", 1, 9), switched("busy", 1, 9), switched("holiday", 8, 10)),
    ),
    "brief-notices": (
        ((NOTICES, 'A storm may stop rides."\ntext', LONG + '"\ntext'),),
        ((NOTICES, 'rides."\ntext', 'rides today, as far as we know."\ntext'), switched("storm", 1, 3),
         switched("new-phones", 1, 3)),
    ),
    "notice-segments": (((NOTICES, 'Call your ride before you go."\npage', LONG * 4 + '"\npage'),),),
    "safety-words": (
        ((SAFETY, '"stop", "stopall"', '"STOP", "stopall"'),),
        ((SAFETY, '"quit", "end"', '"quit ", "end"'),),
        ((SAFETY, '"chest pain"', '"chest-pain"'),),
        ((SAFETY, '"auxilio"', '"\u00e1uxilio"'),),
        ((SAFETY, '"overdose",', '"Overdose",'),),
        *(((SAFETY, f"[{name}]\n", f"[{name}]\n{none}\n[not_{name}]\n"),) for name, none in (
            ("crisis", "en = []"), ("overdose", "en = []"), ("emergency", "en = []"), ("care_team", "en = []"),
            ("stop", 'exact = []\nphrases = ["stop texting"]'), ("stop", 'exact = ["stop"]\nphrases = []'),
            ("start", "exact = []"), ("help", 'exact = []\nspanish = ["ayuda"]'),
            ("help", 'exact = ["help"]\nspanish = []'),
        )),
    ),
    "emergency-numbers": (
        ((PHRASES, "hang up and call 911.", "hang up."),),
        ((TEXTS, "Call or text 988 now, day or night, to reach a person. In danger, or took something? Call 911. No",
          "Call or text 9988 now, day or night, to reach a person. In danger, or took something? Call 911. No"),),
    ),
    "rung-number": (((SERVICES, 'dial = "+18008134673"', 'dial = "+18008134674"'),),),
    "spelling-words": (
        ((SAFETY, 'im = "i am"', 'im = "I am"'),),
        ((SAFETY, 'ive = "i have"', '"i ve" = "i have"'),),
        (("examples.toml", "[stop]\n# No more texts.\nlines = [", "[stop]\nlines = []\nthe_rest = ["),),
    ),
    "foreign-danger": (
        ((TEXTS, '"crisis.es" =', '"crisis.fr" ='),),
        ((TEXTS, '"overdose.es.stop" =', '"overdose.fr.stop" ='),),
    ),
    "staff-words": (
        ((STAFF, '"goodbye" = "Goodbye."', ""),),
        ((STAFF, "Hello, {name}.", "Hello."),),
        ((STAFF, '"main" = "Main menu."', '"main" = "Main menu."\n"mian" = "Main menu."'),),
    ),
    "staff-sentences": (((STAFF, "Main menu.", f"Main menu {'and more ' * 9}."),),),
    "one-text-a-keyword": (((COPING, "ask_first = false", "ask_first = true"),),),
}  # fmt: skip
CASES = [(rule, edits) for rule, faults in PLANTED.items() for edits in faults]


def test_every_rule_has_a_planted_fault() -> None:
    """No rule is added without a fault that shows it at work, and none is shown that is gone."""
    assert sorted(PLANTED) == sorted(rule.id for rule in RULES)


def test_rules_are_told_apart_by_their_ids_and_say_why() -> None:
    """Ids are unique; each rule has a sentence and the place that it comes from."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") and rule.source for rule in RULES)


def test_shipped_content_has_no_errors_and_is_marked_as_unsigned(files: Files) -> None:
    """What ships may be published in a demo; its only warnings are that no clinician signed and nobody dialed."""
    _, problems = judged(files)
    assert [str(found) for found in problems if found.severity is Severity.ERROR] == []
    assert {found.rule for found in problems} == {"reviewed", "signed", "checked"}


def test_once_signed_and_checked_the_shipped_content_has_no_problem_at_all(files: Files) -> None:
    """The ground that the planted faults stand on is clean."""
    assert [str(found) for found in judged(signed(files))[1]] == []


@pytest.mark.parametrize(("rule", "edits"), CASES, ids=[f"{rule}: {edits[0][2][:40]}" for rule, edits in CASES])
def test_a_planted_fault_is_caught_by_its_rule(files: Files, rule: str, edits: tuple[Edit, ...]) -> None:
    """Otherwise clean content with one fault breaks the rule that is about it, with that rule's severity."""
    ground = two_languages(files) if any(file.startswith("es/") for file, _, _ in edits) else files
    _, problems = judged(altered(signed(ground), *edits))
    severity = next(each.severity for each in RULES if each.id == rule)
    assert (rule, severity) in {(found.rule, found.severity) for found in problems}


@pytest.mark.parametrize(
    ("edit", "file"),
    [
        (said("Keep up the fight."), PHRASES),
        (sent("Keep up the fight."), TEXTS),
        ((COPING, REST, "Keep up the fight."), COPING),
        ((SERVICES, "Any question about cancer, rides or money.", "Any fight."), SERVICES),
        ((COPING, 'menu_name = "Coping day to day"', 'menu_name = "The fight"'), COPING),
        ((COPING, "## Letting people help", "## Letting people fight"), COPING),
        ((COPING, "Let family and friends help.", "Fight on."), COPING),
        ((TEXTS, "A support group can make you feel less alone.", "Fight on."), TEXTS),
    ],
)
def test_a_broken_rule_names_the_file_of_the_words(files: Files, edit: Edit, file: str) -> None:
    """Staff are sent to the file that they must change (a topic's texts are written in the topic)."""
    _, problems = judged(altered(files, edit))
    assert file in {found.file for found in problems if found.rule == "kind-words"}


def test_a_text_that_is_too_long_is_reported_in_the_topic_that_holds_it(files: Files) -> None:
    """A topic's texts stand in its front matter, so that is where staff are sent."""
    edited = altered(files, (COPING, "Let family and friends help.", "Let others help you in every way. " * 15))
    assert COPING in {found.file for found in judged(edited)[1] if found.rule == "segments"}


def test_a_choice_of_twelve_words_is_not_too_long(files: Files) -> None:
    """Twelve words, the key among them, may be said; the thirteenth is caught (the planted fault above)."""
    words = "Questions about treatment and all the other things you ask"
    _, problems = judged(altered(files, (PHRASES, "Questions about treatment", words)))
    assert "short-choices" not in {found.rule for found in problems}


def test_a_long_part_is_reported_at_its_own_heading(files: Files) -> None:
    """A hard part is named by the line of its heading, not by the top of its file."""
    hard = "Oncological rehabilitation necessitates individualized recuperation opportunities. " * 3
    edited = altered(files, (COPING, "People who love you may want to help.", hard))
    found = [each for each in judged(edited)[1] if each.rule == "reading-grade"]
    expected = edited[COPING].decode().split("\n").index("## Letting people help") + 1
    assert [(each.file, each.line) for each in found] == [(COPING, expected)]
