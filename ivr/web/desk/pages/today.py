"""Today: what waits for whoever is signed in, and whether the line is well."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.web.desk.access import ANYBODY, roles

routes = Blueprint("today", __name__)


@routes.get("/")
@roles(*ANYBODY)
def page() -> str:
    """What waits."""
    return render_template("today.html")
