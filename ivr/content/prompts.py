"""The one list of everything that can be spoken: render, script sheet, lint, crawl and desk all use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr.content import hours, menus, notices
from ivr.content.model import Content, Kind, Language, Prompt, PromptId, Resource, Topic, Words
from ivr.content.once import once
from ivr.content.texts import details_texts
from ivr.content.when import PHRASES as WHEN

# Phrases that are patterns for others and are never heard by themselves.
TEMPLATES = frozenset(
    {
        "press",
        "press.star",
        "press.last",
        "choice.next",
        "choice.offer.try",
        "choice.language.name",
        "number.web",
        "person.connecting",
        "person.closed",
        "person.busy",
        "person.no-answer",
        "person.failed",
        "stay",
        "service.intro",
        "service.number",
        "service.count",
        "topic.place",
        "topic.place.only",
    }
    | {f"hours.{name}" for name in ("always", "range", "day", "sentence")},
)
PERSON_PHRASES = ("connecting", "closed", "busy", "no-answer", "failed")


def is_template(phrase: PromptId) -> bool:
    """Whether a phrase is only a pattern for prompts."""
    return phrase in TEMPLATES or phrase.startswith(("hours.zone.", WHEN))


@once
def prompts(content: Content) -> tuple[Prompt, ...]:
    """Every prompt of every language, each id once a language, in the order of the script sheet."""
    found: dict[tuple[PromptId, Language], Prompt] = {}
    for language in content.line.languages:
        writer = _Writer(content, content.words[language])
        for prompt in writer.all():
            found.setdefault((prompt.id, prompt.language), prompt)
    return tuple(found.values())


class _Writer:
    """Writes the scripts of one language."""

    def __init__(self, content: Content, words: Words) -> None:
        self.content = content
        self.words = words
        self.keys = menus.choice_keys(content)
        self.line = content.line.names.get(words.language, content.line.program)
        self.file = f"{words.language}/phrases.toml"

    def all(self) -> Iterator[Prompt]:
        """Everything, grouped as callers meet it."""
        for phrase in self.words.phrases:
            if not is_template(phrase) and phrase not in self.keys:
                yield self._phrase(phrase)
        for notice in self.words.notices.values():
            file = f"{self.words.language}/{notices.FILE}"
            yield Prompt(f"notice.{notice.id}", self.words.language, self._filled(notice.said, {}), Kind.PHRASE, file)
        yield from self._choices()
        for topic in self.words.topics.values():
            yield from self._topic(topic)
        for group, services in self.content.line.groups.items():
            for number, service in enumerate(services, 1):
                values = {"n": number, "total": len(services)}
                yield self._prompt(f"where.{group}.{service}", self._fill("service.count", values), Kind.PHRASE)
        for resource in self.content.resources.values():
            yield from self._service(resource)
        for service in menus.rung(self.content):
            yield from self._person(service)
        for item, body in details_texts(self.content, self.words).items():
            kind, _, rest = item.partition(".")
            file = self._topic_file(rest.partition(".")[0]) if kind == "topic" else f"{self.words.language}/texts.toml"
            yield Prompt(f"details.{item}", self.words.language, body, Kind.DICTATED, file)

    def _phrase(self, phrase: PromptId) -> Prompt:
        kind = Kind.QUESTION if phrase.startswith("ask.") else Kind.PHRASE
        return self._prompt(phrase, self._fill(phrase), kind)

    def _choices(self) -> Iterator[Prompt]:
        for prompt, key in self.keys.items():
            language, name = self.words.language, self._choice_name(prompt)
            if prompt == f"choice.language.{language}":
                name = self.words.phrases.get("choice.language.name", "")
            if name:
                script = self._pressed(prompt, name, key)
                yield Prompt(prompt, self.words.language, script, Kind.CHOICE, self._choice_file(prompt))

    def _choice_file(self, prompt: PromptId) -> str:
        """Where the name of a choice is written: with its topic, or among the phrases."""
        _, menu, name = prompt.split(".", 2)
        topic = name.rpartition("-")[0] if menu == "next" else name
        return self._topic_file(topic) if menu in {"main", "next"} and topic in self.words.topics else self.file

    def _topic_file(self, topic: str) -> str:
        return f"{self.words.language}/topics/{topic}.md"

    def _choice_name(self, prompt: PromptId) -> str:
        """What a choice is called, from wherever that is written."""
        _, menu, name = prompt.split(".", 2)
        if menu == "main" and name in self.words.topics:
            return self.words.topics[name].menu_name
        if menu == "next":
            topic, _, number = name.rpartition("-")
            parts = self.words.topics[topic].parts if topic in self.words.topics else ()
            heading = parts[int(number) - 1].heading if int(number) <= len(parts) else ""
            return self._fill("choice.next", {"heading": heading}) if heading else ""
        if menu == "try":
            return self._fill("choice.offer.try", {"service": self._name(name)})
        return self.words.phrases.get(prompt, "")

    def _pressed(self, prompt: PromptId, name: str, key: str) -> str:
        if prompt in menus.OR_STAR:
            return self._fill("press.last", {"name": name, "key": key})
        if key == menus.STAR:
            return self._fill("press.star", {"name": name})
        return self._fill("press", {"name": name, "key": key})

    def _topic(self, topic: Topic) -> Iterator[Prompt]:
        file = self._topic_file(topic.name)
        pattern = "topic.place" if len(topic.parts) > 1 else "topic.place.only"
        for number, part in enumerate(topic.parts, 1):
            place = self._fill(pattern, {"title": topic.title, "n": number, "total": len(topic.parts)})
            script = f"{place}\n\n{part.body}"
            yield Prompt(f"topic.{topic.name}.{number}", self.words.language, script, Kind.TOPIC, file)

    def _service(self, resource: Resource) -> Iterator[Prompt]:
        words = resource.words.get(self.words.language)
        if words is None:
            return
        times = hours.said(resource.hours, self.words.language, self.words.phrases) if resource.hours else ""
        values = {"short": words.short, "for": words.what_for, "hours": times}
        scripts = [("intro", self._fill("service.intro", values), Kind.PHRASE)]
        if resource.number:
            scripts.append(("number", self._fill("service.number", {"number": resource.number}), Kind.DICTATED))
        if resource.url:
            scripts.append(("web", self._fill("number.web", {"url": resource.url}), Kind.DICTATED))
        for name, script, kind in scripts:
            yield Prompt(f"service.{resource.id}.{name}", self.words.language, script, kind, "resources.toml")

    def _person(self, service: str) -> Iterator[Prompt]:
        values = {"service": self._name(service)}
        for phrase in PERSON_PHRASES:
            yield self._prompt(f"person.{phrase}.{service}", self._fill(f"person.{phrase}", values), Kind.PHRASE)
        if service in self.content.line.person:
            yield self._prompt(f"stay.{service}", self._fill("stay", values), Kind.PHRASE)

    def _name(self, service: str) -> str:
        resource = self.content.resources.get(service)
        words = resource.words.get(self.words.language) if resource else None
        return words.name if words else service

    def _fill(self, phrase: PromptId, values: Mapping[str, object] | None = None) -> str:
        return self._filled(self.words.phrases.get(phrase, ""), values or {})

    def _filled(self, pattern: str, values: Mapping[str, object]) -> str:
        for name, value in {"line": self.line, **values}.items():
            pattern = pattern.replace("{" + name + "}", str(value))
        filled = " ".join(pattern.split())
        return filled[:1].upper() + filled[1:]

    def _prompt(self, prompt: PromptId, script: str, kind: Kind) -> Prompt:
        return Prompt(prompt, self.words.language, script, kind, self.file)
