"""The values that the line's content is made of."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ivr.content.hours import Hours
from ivr.content.notices import NoticeId, NoticeTemplate, On
from ivr.content.speech import Speech
from ivr.content.voice_names import VoiceName

PromptId = str
TextId = str
Language = str


class Pace(StrEnum):
    """How fast the caller wants to hear: part of where a caller is."""

    NORMAL = "normal"
    SLOW = "slow"


class Severity(StrEnum):
    """An error keeps content from callers; a warning is for staff to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in the content: where (`line` is 1 for "somewhere in the file") and what, in plain words."""

    file: str
    line: int
    says: str
    severity: Severity = Severity.ERROR
    rule: str = ""

    def __str__(self) -> str:
        """As a compiler would print it, so that editors can jump there."""
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.file}:{self.line}: {self.severity}: {self.says}{rule}"


@dataclass(frozen=True)
class Part:
    """One part of a topic: up to 90 seconds of speech."""

    heading: str
    body: str
    line: int


@dataclass(frozen=True)
class Signature:
    """Who wrote, reviewed and approved an item; empty until a person signs."""

    author: str = ""
    reviewed_by: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    review_by: date | None = None


@dataclass(frozen=True)
class SignedWords:
    """That two people answer for the exact words of one item; `hash` is the SHA-256 of these words, in hex."""

    hash: str
    author: str
    approver: str
    on: date


@dataclass(frozen=True)
class Topic:
    """One of the sections, in parts; `texts` sum up the same parts as messages, one each."""

    name: str
    title: str
    menu_name: str
    keywords: tuple[str, ...]
    ask_first: bool
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    texts: tuple[str, ...]
    signature: Signature = field(default_factory=Signature)


@dataclass(frozen=True)
class ServiceWords:
    """How a service is named and described in one language."""

    name: str
    short: str
    what_for: str


@dataclass(frozen=True)
class Resource:
    """A support service: the number that is said, the number that is dialed, its hours, who checked it and when."""

    id: str
    number: str
    dial: str
    url: str
    languages: tuple[Language, ...]
    hours: Hours | None
    crisis: bool
    source: str
    checked_on: date | None
    checked_by: str
    words: Mapping[Language, ServiceWords]
    lapsed: bool = False  # its check is too old (`ivr.content.lapsing`)

    @property
    def checked(self) -> bool:
        """Whether a person has dialed it and said so, not too long ago."""
        return self.checked_on is not None and bool(self.checked_by) and not self.lapsed


@dataclass(frozen=True)
class Line:
    """The line as a whole: its names, menu order, persons behind key 0, groups of key 6, and its texting programme."""

    names: Mapping[Language, str]
    languages: tuple[Language, ...]
    menu: tuple[str, ...]
    time_zone: str
    person: tuple[str, ...]
    crisis: str
    groups: Mapping[str, tuple[str, ...]]
    takes_texts: bool
    program: str
    help_service: str
    voices: Mapping[Language, VoiceName] = field(default_factory=dict)


@dataclass(frozen=True)
class Temperature:
    """Words that tell what a number in a text is: a body temperature, or something else."""

    heat: frozenset[str] = frozenset()
    weather: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Safety:
    """What people write about danger, and the words of stop, start and help, in every language that people write.

    Attributes:
        patterns: lists of patterns (`ivr.content.patterns`) by name and language; a name with `_not` holds what is
            taken out of a text before the list of that name is looked for.
        words: lists of whole texts and single words by name, such as `stop.exact`.
        families: words that patterns name together.
        short_forms: what people write for short, and what they mean.
        fillers: words that are left out of every text and pattern.
        ordinary: for each language words that are right as they stand, the commonest first.
        examples: lines of `examples.toml` by what they are examples of, such as `crisis` and `not_crisis`.
    """

    patterns: Mapping[str, Mapping[Language, tuple[str, ...]]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    short_forms: Mapping[str, str] = field(default_factory=dict)
    fillers: tuple[str, ...] = ()
    ordinary: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    temperature: Temperature = field(default_factory=Temperature)


@dataclass(frozen=True)
class Keywords:
    """What people text to get somewhere, in one language; each mapping goes from a keyword to words that mean it.

    Attributes:
        exact: the keyword's synonyms: the whole text, or words side by side in a longer one.
        patterns: patterns that lead there from inside a text.
        weak: single words that lead there only where nothing else does.
        alone: synonyms that count only as the whole text.
        examples: what people ask to get there, in their own words.
        words: small lists by name: what stands around a keyword, what answers a question.
    """

    exact: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weak: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """All content of one language."""

    language: Language
    topics: Mapping[str, Topic]
    phrases: Mapping[PromptId, str]
    texts: Mapping[TextId, str]
    tips: tuple[str, ...]
    keywords: Keywords
    speech: Speech
    notices: Mapping[NoticeId, NoticeTemplate] = field(default_factory=dict)
    staff: Mapping[PromptId, str] = field(default_factory=dict)  # what the staff line says


@dataclass(frozen=True)
class Content:
    """Everything that callers can hear and texters can get, before any sound is made.

    Attributes:
        made: what was worked out of it (`ivr.content.once`); a changed copy begins anew.
    """

    line: Line
    resources: Mapping[str, Resource]
    safety: Safety
    facts: Mapping[str, str]
    words: Mapping[Language, Words]
    notices: tuple[On, ...] = ()  # switched on, each for a while
    signed: Mapping[tuple[str, Language], SignedWords] = field(default_factory=dict)  # by item (`ivr.content.items`)
    unsigned: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # file to (unsigned items, all its items)
    made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def default_language(self) -> Language:
        """The language that a call starts in."""
        return self.line.languages[0]


class Kind(StrEnum):
    """What a prompt is for; pauses and gates depend on it."""

    TOPIC = "topic"
    PHRASE = "phrase"
    CHOICE = "choice"
    QUESTION = "question"
    DICTATED = "dictated"  # read for writing down: at the slow pace, whatever the caller's pace


@dataclass(frozen=True)
class Prompt:
    """One utterance with a stable id and its approved words in one language."""

    id: PromptId
    language: Language
    script: str
    kind: Kind
    source: str  # the file that it comes from, for problems and the script sheet


@dataclass(frozen=True)
class Text:
    """One message that can be sent, filled in; `keyword` is what a person texts to get it, if anything."""

    id: TextId
    language: Language
    keyword: str | None
    body: str
    source: str = ""  # the file that its words come from, for problems


@dataclass(frozen=True)
class Said:
    """What the provider's own voice says.

    Attributes:
        words: a sentence each; "…" is a wait, in which the sound's silent file is played.
        voice: the provider's name for it; "" for its default.
        locale: the language as the provider names it, such as en-US; "" where none is known.
        rate: per cent of the voice's own speed.
    """

    words: tuple[str, ...]
    voice: str = ""
    locale: str = ""
    rate: int = 100


@dataclass(frozen=True)
class Sound:
    """What plays a prompt.

    Attributes:
        file: named by its own hash; "" where the provider's voice speaks without a wait.
        seconds: how long it lasts; an estimate where the provider speaks.
        source: where it came from: "rendered", "take" or "provider".
        said: what the provider's own voice says, where it speaks.
        made_from: a hash of all that it was made from, by which another machine finds it instead of making it anew.
    """

    file: str
    seconds: float
    source: str
    said: Said | None = None
    made_from: str = ""


@dataclass(frozen=True)
class Edition:
    """A numbered, frozen set of all content and its sounds; a caller hears exactly one."""

    number: int
    content: Content
    sounds: Mapping[tuple[PromptId, Language, Pace], Sound]

    def sound(self, prompt: PromptId, language: Language, pace: Pace) -> Sound | None:
        """The sound of a prompt, or None where only the provider's own voice can say it."""
        return self.sounds.get((prompt, language, pace))
