"""How hard a text is to read: Flesch-Kincaid grade for English, from sentences, words and syllables."""

from __future__ import annotations

import re

# The only words of ours that the rules below get wrong (CMU Pronouncing Dictionary).
EXCEPTIONS = {"every": 2, "celsius": 3}
_WORD = re.compile(r"[^\W_][\w'.-]*")
_SENTENCE = re.compile(r"[.!?;]+(?:[\"')\]]+)?(?:\s+|$)")
_VOWELS = re.compile(r"[aeiouy]+")
# Words made of two, each counted for itself: "some-one", "every-thing", "may-be", "elder-care".
_COMPOUND = re.compile(r"^(some|any|every|may|elder)(?=(?:one|thing|times?|where|how|what|day|body|way|be|care)s?$)")
# An e that is written and not said, inside a word or at its end.
_SILENT = (
    re.compile(r"(?:[^aeiouyl]|[aeiouy]l|[^aeiouy]r)e$"),  # "made", "while", but not "able"
    re.compile(r"(?:[^aeiouytdl]|[aeiouyl]l)ed$"),  # "learned", "called", but not "handled"
    re.compile(r"(?:[^aeiouyscxzgh]|[aeiouy]th)es$"),  # "makes", not "causes"
    re.compile(r"[^aeiouyl]e(?:ly|less|ments?|fully|ful|ty)$"),  # "lonely", "safety"
)
# Two vowels side by side that are said one after the other.
_APART = re.compile(
    r"[aeiouy]ing"  # "being"
    r"|(?<![tcsgx])i[ao](?!u)"  # "radiation", "period", not "nation"
    r"|(?<![tcsgx])iou"  # "various"
    r"|[^aeiouy]ie(?:r|st)$"  # "easier"
    r"|[^aeiouy]isms?$"  # "tourism"
    r"|iet|(?<![tcs])ien[ct]|(?<!con)scien"  # "society", "science", not "patient"
    r"|(?<=[aeiouy][^aeiouy])eas?$|creat(?!u)|ii"  # "idea", "create", "Hawaii"
)


def words(text: str) -> list[str]:
    """The words of a text; a number counts as one."""
    return [found.strip(".'-") for found in _WORD.findall(text)]


def sentences(text: str) -> list[str]:
    """The sentences of a text; "100.4" and "9 a.m. to" do not end one."""
    kept = re.sub(r"\b([ap])\.m\.", r"\1m", text)
    return [found.strip() for found in _SENTENCE.split(kept) if found.strip()]


def syllables(word: str) -> int:
    """How many syllables an English word has, at least 1; a digit counts as one."""
    word = word.lower()
    if any(character.isdigit() for character in word):
        return max(1, sum(character.isdigit() for character in word))
    whole = re.sub(r"(?<=[scxz]e)'s$|(?<=[sxz])'s$|(?<=[cs]h)'s$|(?<=ge)'s$", "-es", word)
    whole = re.sub(r"'(s|t|ll|re|ve|d|m)?$", "", whole)
    pieces = re.split(r"[-' .]", _COMPOUND.sub(r"\1-", whole))
    return max(1, sum(EXCEPTIONS.get(piece) or _plain(piece) for piece in pieces if piece))


def _plain(word: str) -> int:
    groups = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    return max(1, groups - sum(bool(silent.search(word)) for silent in _SILENT))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975)."""
    listed, count = words(text), len(sentences(text))
    if not listed or not count:
        return 0.0
    return 0.39 * len(listed) / count + 11.8 * sum(map(syllables, listed)) / len(listed) - 15.59
