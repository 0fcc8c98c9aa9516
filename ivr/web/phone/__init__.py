"""The browser phone: a page to try the line with, for this machine only."""

from __future__ import annotations

from ivr.web.phone.routes import phone_blueprint

__all__ = ["phone_blueprint"]
