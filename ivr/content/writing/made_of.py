"""Which items the words of a prompt come from: what to edit to change it, and what must be signed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ivr.content import menus, when
from ivr.content.model import Content, Language, Prompt, PromptId, Resource
from ivr.content.prompts import PERSON_PHRASES, is_template
from ivr.content.texts import details_text

Item = tuple[str, Language]
# The names of the line itself stand in a file without items.
LINE = ("file.line.toml", "")


def items_of(content: Content, prompt: Prompt) -> tuple[Item, ...]:
    """The items that a prompt is made of, the one that says most first, the patterns around it after it."""
    return tuple(dict.fromkeys(_Maker(content, prompt.language).items(prompt.id)))


class _Maker:
    """Follows `ivr.content.prompts` for one language, from the id of a prompt to the names of what it says."""

    def __init__(self, content: Content, language: Language) -> None:
        self.content = content
        self.language = language
        self.words = content.words[language]

    def items(self, prompt: PromptId) -> Iterable[Item]:
        keys = menus.choice_keys(self.content)
        kind, _, rest = prompt.partition(".")
        if prompt in self.words.phrases and not is_template(prompt) and prompt not in keys:
            return self.pattern(prompt)
        if prompt in keys:
            return (*self.choice(prompt), *self.pressed(prompt, keys[prompt]))
        made: Mapping[str, Callable[[str], Iterable[Item]]] = {
            "topic": self.topic,
            "details": self.details,
            "service": self.service,
            "where": lambda _: self.pattern("service.count"),
            "notice": self.notice,
            "stay": lambda service: (*self.pattern("stay"), *self.name_of(service, "stay")),
            "person": self.person,
        }
        return made[kind](rest) if kind in made else ()

    def details(self, item: str) -> Iterable[Item]:
        """What is read aloud in place of a text."""
        kind, _, rest = item.partition(".")
        topic, _, number = rest.rpartition(".")
        own = self.own(f"topic.{topic}.text.{number}" if kind == "topic" else item)
        holes = dict.fromkeys(when.holes(details_text(self.words, item)))
        hours = [(f"resource.{service}.hours", "") for _, service in holes if service in self.content.resources]
        phrases = (when.phrase_of(self.content, *hole) for hole in holes)
        return [own, *hours, *(self.own(phrase) for phrase in phrases if phrase in self.words.phrases)]

    def notice(self, notice: str) -> Iterable[Item]:
        words = self.words.notices[notice].said if notice in self.words.notices else ""
        return [self.own(f"notice.{notice}.said"), *([LINE] if "{line}" in words else [])]

    def person(self, rest: str) -> Iterable[Item]:
        """What is said around a call to a service."""
        name = next((name for name in PERSON_PHRASES if rest.startswith(f"{name}.")), "")
        phrase, service = f"person.{name}", rest.removeprefix(f"{name}.")
        return (*self.pattern(phrase), *self.name_of(service, phrase)) if name else ()

    def choice(self, prompt: PromptId) -> Iterable[Item]:
        """What names a choice, from wherever that is written."""
        _, menu, name = prompt.split(".", 2)
        if prompt == f"choice.language.{self.language}":
            return [self.own("choice.language.name")]
        if menu == "main" and name in self.words.topics:
            return [self.own(f"topic.{name}.menu_name")]
        if menu == "next":
            topic, _, number = name.rpartition("-")
            return (self.own(f"topic.{topic}.heading.{number}"), *self.pattern("choice.next"))
        if menu == "try":
            return (*self.name_of(name, "choice.offer.try"), *self.pattern("choice.offer.try"))
        return [self.own(prompt)]

    def pressed(self, prompt: PromptId, key: str) -> Iterable[Item]:
        if prompt in menus.OR_STAR:
            return self.pattern("press.last")
        return self.pattern("press.star" if key == menus.STAR else "press")

    def topic(self, part: str) -> Iterable[Item]:
        name = part.rpartition(".")[0]
        parts = self.words.topics[name].parts if name in self.words.topics else ()
        pattern = "topic.place" if len(parts) > 1 else "topic.place.only"
        return (self.own(f"topic.{part}"), self.own(f"topic.{name}.title"), *self.pattern(pattern))

    def service(self, rest: str) -> Iterable[Item]:
        name, _, what = rest.rpartition(".")
        resource = self.content.resources.get(name)
        if resource is None:
            return ()
        if what == "number":
            return ((f"resource.{name}.number", ""), *self.pattern("service.number"))
        if what == "web":
            return ((f"resource.{name}.url", ""), *self.pattern("number.web"))
        holes = {"short": self.language, "for": self.language, "hours": ""}
        pattern = self.words.phrases.get("service.intro", "")
        asked = [(f"resource.{name}.{key}", language) for key, language in holes.items() if "{" + key + "}" in pattern]
        return (*asked, *self.pattern("service.intro"), *(self.hours(resource) if "{hours}" in pattern else ()))

    def hours(self, resource: Resource) -> Iterable[Item]:
        """What opening times are said with."""
        if resource.hours is None:
            return ()
        if resource.hours.always:
            return [self.own("hours.always")]
        spans = {"hours.range" if len(span.days) > 1 else "hours.day": None for span in resource.hours.spans}
        zone = (f"resource.{resource.id}.time_zone", "")
        names = ("hours.sentence", *spans, f"hours.zone.{resource.hours.time_zone}")
        return (zone, *(self.own(name) for name in names if name in self.words.phrases))

    def name_of(self, service: str, phrase: PromptId) -> Iterable[Item]:
        """The service's name, where the pattern says it and there is one."""
        resource = self.content.resources.get(service)
        said = "{service}" in self.words.phrases.get(phrase, "")
        return [self.own(f"resource.{service}.name")] if said and resource and self.language in resource.words else ()

    def pattern(self, phrase: PromptId) -> Iterable[Item]:
        """A phrase, and the file of the line's name where it says that."""
        words = self.words.phrases.get(phrase, "")
        return (self.own(phrase), LINE) if "{line}" in words else (self.own(phrase),)

    def own(self, item: str) -> Item:
        return (item, self.language)
