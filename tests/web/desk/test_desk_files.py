"""Styles and scripts: asked for once, never an old one with a new page, and no part of anybody's session."""

from __future__ import annotations

import re

import pytest

from tests.web.desk.site import Site

pytestmark = pytest.mark.silent

_FILES = re.compile(r'(?:src|href)="(/desk/(?:bootstrap/)?static/[^"]+)"')


def test_browsers_keep_a_file_by_what_is_in_it(site: Site) -> None:
    """Every file of a page, ours and Bootstrap's; under another version it is looked at again."""
    client = site.client("ed")
    found = _FILES.findall(client.get("/desk/").text)
    assert len(found) >= len(("bootstrap.min.css", "desk.css", "theme.js", "forms.js"))
    for each in found:
        path, version = each.split("?v=")
        answer = client.get(each)
        assert answer.headers["Cache-Control"] == "max-age=31536000, immutable", each
        etag = answer.headers["ETag"]
        assert client.get(each, headers={"If-None-Match": etag}).headers["Cache-Control"].endswith("immutable")
        for other in (path, f"{path}?v=", f"{path}?v={version[::-1]}"):
            assert client.get(other).headers["Cache-Control"] == "no-cache", other


def test_a_file_that_is_not_there_is_not_kept(site: Site) -> None:
    """Nor are files outside of their folder."""
    for path in ("no-such.css?v=", "../app.py?v=", "%2e%2e/app.py?v="):
        answer = site.client().get(f"/desk/static/{path}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store"), path


def test_a_late_file_does_not_put_an_old_session_back(site: Site) -> None:
    """It sets no cookie, whoever asks with whatever cookie."""
    for client in (site.client("ed"), site.client()):
        client.get("/desk/login")
        answer = client.get("/desk/static/desk.css")
        assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])
