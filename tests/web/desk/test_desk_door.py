"""The desk's door: every route names its roles, and whoever has not signed in sees the sign-in and nothing else."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from ivr.web.desk.access import is_public, roles_of
from tests.web.desk.conftest import Reader
from tests.web.desk.site import Site


def test_every_route_names_its_roles(site: Site) -> None:
    """A route without roles would be open to nobody; each but the sign-in's says for whom it is."""
    endpoints = {rule.endpoint for rule in site.app.url_map.iter_rules()}
    assert {e for e in endpoints if not is_public(e) and not e.startswith("security.")}
    for endpoint in endpoints:
        if not is_public(endpoint) and not endpoint.startswith("security."):
            assert roles_of(site.app, endpoint), endpoint


def test_without_signing_in_every_address_leads_to_the_sign_in_or_refuses(site: Site) -> None:
    """Every rule of the desk, by GET and POST, with made-up values in its holes."""
    client = site.client()
    for rule in site.app.url_map.iter_rules():
        path = "/desk" + re.sub(r"<[^>]*int:[^>]*>", "1", rule.rule)
        path = re.sub(r"<[^>]+>", "x", path)
        if is_public(rule.endpoint):
            if not rule.endpoint.endswith("static"):
                assert "login" in path
            continue
        for method in ("GET", "POST"):
            if method in (rule.methods or ()):
                answer = client.open(path, method=method)
                there = answer.headers.get("Location", "")
                assert (answer.status_code in {301, 302, 308} and "login" in there) or answer.status_code in {400, 401}


def test_somebody_signed_in_sees_today(site: Site) -> None:
    """The first page says who is signed in."""
    answer = site.client("ed").get("/desk/")
    assert answer.status_code == 200
    assert "Ed of ed" in answer.text


@pytest.mark.browser
def test_today_passes_axe(reader: Reader) -> None:
    """By a machine's judgment nobody is kept out of the first page."""
    page = reader.open("ed")
    assert Axe().run(page).violations_count == 0
