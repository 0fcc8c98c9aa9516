"""What staff call prompts, items and one another, looked up by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ivr.content.model import Content, Language, Prompt, PromptId
from ivr.content.prompts import prompts
from ivr.desk.desk import THE_LINE, Desk
from ivr.desk.naming.names import item_name, prompt_name
from ivr.store import people


class Names:
    """The names of everything in some content, each with a capital at its beginning."""

    def __init__(self, content: Content) -> None:
        self._content = content

    @cached_property
    def _prompts(self) -> Mapping[tuple[PromptId, Language], Prompt]:
        return {(each.id, each.language): each for each in prompts(self._content)}

    def prompt(self, prompt: PromptId, language: Language) -> str:
        """A prompt; by its id where the content has none such."""
        found = self._prompts.get((prompt, language))
        return begun(prompt_name(self._content, found) if found else prompt)

    def script(self, prompt: PromptId, language: Language) -> str:
        """The words of a prompt; "" where the content has none such."""
        found = self._prompts.get((prompt, language))
        return found.script if found else ""

    def service(self, name: str) -> str:
        """A support service, by its short name."""
        return self.item(f"resource.{name}.name", "").removesuffix(": its name")

    def item(self, item: str, language: Language) -> str:
        """An item; what belongs to no language, in the line's first one."""
        return begun(item_name(self._content, item, language or self._content.default_language))


def begun(name: str) -> str:
    """A name as it stands at the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def people_by_id(desk: Desk) -> dict[str, str]:
    """What everybody is called who is or was on the staff, and the line itself, by their ids; raises StoreError."""
    with desk.database.reading() as connection:
        staff = people.everyone(connection)
    return {THE_LINE: "The line itself"} | {person.id: person.name for person in staff}
