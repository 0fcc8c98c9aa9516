"""The browser phone: a page for this machine only, whose calls are followed by the same handset as everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, render_template, request

from ivr.carrier.staff_documents import HOOK as STAFF_HOOK
from ivr.errors import DocumentError
from ivr.phones.delivered import MOBILE, NUMBERS, PHONES
from ivr.phones.exchange import Line, NotNowError
from ivr.phones.handset import Handset, Stage, Step
from ivr.phones.kit import ArrivedTexts, SoundLookup, calling_from, nothing
from ivr.phones.thread import TextThread
from ivr.web.here import from_elsewhere

Json = dict[str, Any]
LONGEST_TEXT = 1600  # characters: the most that the provider takes in one message
MOST_PICTURES = 10  # in one message, the same


def phone_blueprint(
    make_handset: Callable[[], Handset],
    make_thread: Callable[[], TextThread],
    lookup: SoundLookup,
    arrived: ArrivedTexts = nothing,
) -> Blueprint:
    """The page at /phone; the state of a call lies in the page, the server keeps nothing.

    Register it in demo mode only: it signs what the page asks for. It refuses everyone who is not on this machine.
    """
    phone = Blueprint("phone", __name__, url_prefix="/phone", template_folder="templates", static_folder="static")
    sounds = make_handset().line.sounds

    @phone.before_request
    def only_here() -> None:
        _guard()

    @phone.after_request
    def closed(response: Response) -> Response:
        response.headers.update(_headers(sounds))
        return response

    @phone.get("")
    def page() -> str:
        return render_template("phone.html", longest=LONGEST_TEXT)

    @phone.post("/call")
    def call() -> Response:
        return _call(make_handset(), lookup)

    @phone.post("/text")
    def text() -> Response:
        return _text(make_thread())

    @phone.post("/letters")
    def letters() -> Response:
        mark = _asked().get("mark")
        found = arrived(mark if type(mark) is int else -1)
        return jsonify(texts=found.texts, mark=found.mark)

    return phone


def _call(handset: Handset, lookup: SoundLookup) -> Response:
    """One deed of the caller in the call that the page sends along: the call's new state, and what happens."""
    asked = _asked()
    number = _number(asked)
    # The page sends the document along that it is in: nobody shall have it sign keys of a staff call.
    handset.line = replace(handset.line, shut=STAFF_HOOK)
    if number != MOBILE:
        calling_from(handset, number)
    try:
        if asked.get("state") is not None:
            handset.restore(_mapping(asked["state"]))
        steps = _do(handset, asked)
    except NotNowError as problem:
        abort(_refusal(409, problem))
    except DocumentError as problem:
        return jsonify(state=None, steps=[_shown(Step("error", text=str(problem)), handset.line, lookup)])
    state = None if handset.stage is Stage.ENDED else handset.state()
    return jsonify(state=state, steps=[_shown(step, handset.line, lookup) for step in steps])


def _text(thread: TextThread) -> Response:
    """One text in the conversation that the page sends along: its new state, and the replies."""
    asked = _asked()
    body, media = asked.get("body"), asked.get("media", 0)
    if not isinstance(body, str) or len(body) > LONGEST_TEXT or media not in range(MOST_PICTURES + 1):
        abort(_refusal(400, f"A text has up to {LONGEST_TEXT} characters and up to {MOST_PICTURES} pictures."))
    number = _number(asked)
    if number not in NUMBERS:
        abort(_refusal(400, "A text always shows its number. Choose a phone that does not hide it."))
    if number != MOBILE:
        calling_from(thread, number)
    try:
        if asked.get("state") is not None:
            thread.restore(_mapping(asked["state"]))
        replies = thread.send(body, int(media))
    except DocumentError as problem:
        return jsonify(state=None, replies=[], error=str(problem))
    return jsonify(state=thread.state(), replies=replies)


def _number(asked: Json) -> str:
    """The number of the kind of phone that the page has chosen."""
    kind = asked.get("phone", "mobile")
    if kind not in tuple(PHONES):
        abort(_refusal(400, f"The kinds of phones are {', '.join(PHONES)}."))
    return PHONES[kind]


def _do(handset: Handset, asked: Json) -> tuple[Step, ...]:
    """The caller's deed."""
    match asked.get("do"):
        case "dial":
            return handset.dial()
        case "press":
            return handset.press(str(asked.get("key", "")))
        case "wait":
            return handset.wait()
        case "dialed":
            return handset.dialed(str(asked.get("outcome", "")))
        case "hangup":
            return handset.hang_up()
    raise NotNowError("A phone can dial, press, wait, hangup and be told how a ringing ended (dialed).")


def _shown(step: Step, line: Line, lookup: SoundLookup) -> Json:
    """A step for the page: its words, its prompt, and its sound on the page's own address where it is ours."""
    prompt, script = (lookup(step.url) or ("", "A sound without a script")) if step.url else ("", step.text)
    home = f"{line.base}/"
    url = f"{request.script_root}/{step.url.removeprefix(home)}" if step.url.startswith(home) else step.url
    return {
        "kind": step.kind,
        "text": script,
        "prompt": prompt,
        "url": url,
        "seconds": step.seconds,
        "interruptible": step.interruptible,
    }


def _guard() -> None:
    """Lets in browsers on this machine that came by a name of this machine.

    The JSON type and the origin stop a stranger's forms and scripts: a browser sends JSON elsewhere only after asking,
    and nobody here says yes.
    """
    if why := from_elsewhere("the browser phone"):
        abort(_refusal(403, why))
    if request.method == "POST" and not request.is_json:
        abort(_refusal(415, "The browser phone takes JSON only."))


def _headers(sounds: str) -> Mapping[str, str]:
    """Nothing but our own files may load, run or be framed; sounds may come from where they are served."""
    elsewhere = f" {urlsplit(sounds).scheme}://{urlsplit(sounds).netloc}" if sounds else ""
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        f"media-src 'self'{elsewhere}",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(rules),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def _asked() -> Json:
    return _mapping(request.get_json(silent=True))


def _mapping(value: object) -> Json:
    if not isinstance(value, dict):
        abort(_refusal(400, "That is not what the browser phone's page sends."))
    return value


def _refusal(status: int, why: object) -> Response:
    response = jsonify(error=str(why))
    response.status_code = status
    return response
