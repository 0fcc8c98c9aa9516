"""The Flask application: every route of the line, put together from its parts."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from ivr.bootstrap import Parts
from ivr.web import audio, guard, health, inside, sms, staff, voice
from ivr.web.desk import create_desk
from ivr.web.desk.gate import Gate
from ivr.web.phone import phone_blueprint

LARGEST_REQUEST = 256 * 1024  # a webhook's form is a few kilobytes


def create_app(parts: Parts) -> Flask:
    """The application for these parts."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=parts.settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SESSION_COOKIE_NAME="thread",
        SESSION_COOKIE_SECURE=parts.settings.public_url.startswith("https:"),
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.url_map.strict_slashes = False  # a redirect would lose the pressed key
    app.url_map.merge_slashes = False
    guard.watch(app, parts)
    for routes in (voice, staff, sms, audio, health):
        app.register_blueprint(routes.blueprint(parts))
    if parts.settings.demo:
        kit = inside.phones(parts, app)
        app.register_blueprint(phone_blueprint(kit.make_handset, kit.make_thread, kit.sound, kit.arrived))
    desk = create_desk(parts.settings, parts.desk)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/desk": Gate(desk)})  # type: ignore[method-assign]
    return app
