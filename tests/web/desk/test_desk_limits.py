"""How much of a request the desk reads: little of strangers, and of staff what each page needs."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from ivr.web.desk.limits import FORMS, RECORDINGS, STRANGERS, WORDS
from tests.web.desk.site import Site
from tests.web.desk.visitor import Visitor, token, visitor

pytestmark = pytest.mark.silent

MULTIPART = "multipart/form-data; boundary=x"
URLENCODED = "application/x-www-form-urlencoded"
RECORD = "/desk/prompts/en/greeting.name/record"


def sent(them: Visitor, path: str, size: int) -> TestResponse:
    """A form of this size, to the byte."""
    form = f"csrf_token={token(them)}&padding="
    return them.client.post(path, data=form.ljust(size, "x"), content_type=URLENCODED)


def field(name: str, value: str) -> str:
    """A part of a form of several."""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def parts(them: Visitor, path: str, *fields: str) -> TestResponse:
    """A form of several parts."""
    body = field("csrf_token", token(them)) + "".join(fields) + "--x--\r\n"
    return them.client.post(path, data=body, content_type=MULTIPART)


def test_of_strangers_little_is_read(site: Site) -> None:
    """64 kB in all, and few parts; a form of theirs that is as large as that is answered."""
    them = visitor(site.line).open("/desk/login")
    assert sent(them, "/desk/login", STRANGERS.body).status_code == 200
    assert sent(them, "/desk/login", STRANGERS.body + 1).status_code == 413
    assert parts(them, "/desk/login", *[field("a", "b")] * 18).status_code == 200
    assert parts(them, "/desk/login", *[field("a", "b")] * 20).status_code == 413


def test_staff_send_forms_and_whole_files_of_words(site: Site) -> None:
    """Half a megabyte anywhere, four where words are written, and forty to none but the page that takes recordings."""
    them = Visitor(site.client("ed")).open("/desk/pin")
    assert sent(them, "/desk/pin", FORMS.body).status_code == 200
    assert sent(them, "/desk/pin", FORMS.body + 1).status_code == 413
    assert parts(them, "/desk/words/edit", field("words", "x" * FORMS.body)).status_code == 404
    assert sent(them, "/desk/words/edit", FORMS.body + 1).status_code == 404
    assert sent(them, "/desk/words/edit", WORDS.body + 1).status_code == 413
    assert sent(them, "/desk/measure", FORMS.body + 1).status_code == 404
    assert sent(them, RECORD, FORMS.body + 1).status_code == 422
    assert sent(them, RECORD, RECORDINGS.body + 1).status_code == 413
    assert parts(them, RECORD, field("speaker", "x" * (RECORDINGS.field + 1))).status_code == 413


def test_what_is_too_large_is_told_kindly(site: Site) -> None:
    """With what may be sent."""
    them = Visitor(site.client("ed")).open("/desk/pin")
    answer = sent(them, "/desk/pin", FORMS.body + 1)
    assert "That is too large" in answer.text
    assert "nothing was changed" in answer.text
