"""Words as a TOML string, in the kind of quotes that stood there before."""

from __future__ import annotations

import re

_OPENING = re.compile(r'"""(\r?\n)?')
# What TOML wants escaped in a string, besides the backslash and the quote (TOML 1.0, "String").
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def quoted(words: str, like: str = '""', line_end: str = "\n") -> str:
    """Words as a TOML string.

    Args:
        words: anything that can be UTF-8.
        like: a TOML string as it is written; its kind of quotes is kept where the words allow it.
        line_end: what ends the lines of the file, for strings of several lines.
    """
    if like.startswith('"""'):
        return _long(words, like, line_end)
    if like.startswith("'''") and "'''" not in words and not words.endswith("'") and not _CONTROL.search(words):
        return f"'''{words}'''"
    if like.startswith("'") and not like.startswith("'''") and "'" not in words and not _CONTROL.search(words):
        return f"'{words}'"
    return f'"{_escaped(words).replace(chr(34), chr(92) + chr(34))}"'


def _long(words: str, like: str, line_end: str) -> str:
    found = _OPENING.match(like)
    opening = found.group() if found else '"""'
    if words.startswith("\n") and opening == '"""':
        opening += line_end  # the first line end of a long string is not part of it
    # Two quotes may stand side by side, right before the closing ones too; a third is escaped.
    escaped = "\n".join(_escaped(line) for line in words.split("\n")).replace('"""', '""\\"')
    return opening + escaped.replace("\n", line_end) + '"""'


def _escaped(words: str) -> str:
    return _CONTROL.sub(_control, words.replace("\\", "\\\\"))


def _control(found: re.Match[str]) -> str:
    return _SHORT.get(found.group(), f"\\u{ord(found.group()):04x}")
