"""The greeting, the language question, the main menu and the menu of key 6."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId
from ivr.content.notices import MOST_AT_ONCE, cues
from ivr.flow.hints import noticed
from ivr.flow.session import Cue, Go, May, Move, Place, Put, Speak, View, Visit

# Where notices are heard, once the emergency words are over.
WITH_NOTICES = frozenset({"greeting", "welcome"})


def greeting(content: Content, view: View, rest: str) -> Place | None:
    """The first thing a caller hears where one language is published."""
    opening = ("greeting.name", "greeting.emergency", "greeting.fever", *_notices(content, view))
    return _main_menu(content, opening, "main") if not rest else None


def welcome(content: Content, view: View, rest: str) -> Place | None:
    """What follows the language question."""
    return _main_menu(content, ("greeting.fever", *_notices(content, view)), "main") if not rest else None


def main(content: Content, view: View, rest: str) -> Place | None:
    """The main menu: the person, the topics, the numbers."""
    del view
    return _main_menu(content, ("where.main",), "") if not rest else None


def language(content: Content, view: View, rest: str) -> Place | None:
    """The emergency words in every language, then the question."""
    del view
    languages = content.line.languages
    if rest or len(languages) == 1:
        return None
    return Place(
        intro=("greeting.name", *(Cue("greeting.emergency", language) for language in languages)),
        choices=tuple(Cue(f"choice.language.{language}", language) for language in languages),
        keys={str(key): Speak(language, "welcome") for key, language in enumerate(languages, 1)},
        up=Go("language"),
    )


def numbers(content: Content, view: View, rest: str) -> Place | None:
    """Key 6: services by need, tips by text, and no more texts."""
    del view
    moves: list[Move] = [Go(f"service.{group}.1") for group in content.line.groups]
    moves += [Put(May("tip.1")), Visit("stopping")]
    choices = menus.numbers_menu(content)
    return (
        Place(("where.numbers",), choices, {str(key): move for key, move in enumerate(moves, 1)}) if not rest else None
    )


def _main_menu(content: Content, opening: tuple[PromptId, ...], ladder: str) -> Place:
    moves: list[Move] = [_topic(content, topic) for topic in content.line.menu]
    moves.append(Go("numbers"))
    several = len(content.line.languages) > 1
    return Place(
        intro=opening,
        choices=menus.main_menu(content),
        keys={str(key): move for key, move in enumerate(moves, 1)},
        up=Go("language" if several else "main"),
        ladder=ladder,
    )


def _topic(content: Content, topic: str) -> Move:
    first = any(topic in words.topics and words.topics[topic].ask_first for words in content.words.values())
    return Go(f"ask.{topic}" if first else f"topic.{topic}.1")


def _notices(content: Content, view: View) -> tuple[PromptId, ...]:
    """The notices that the view names; whoever made its path, no more than two, and none without words."""
    words = content.words[view.language].notices
    return cues([notice for notice in dict.fromkeys(noticed(view)) if notice in words][:MOST_AT_ONCE])
