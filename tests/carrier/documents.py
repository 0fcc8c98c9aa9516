"""What every document must be: valid against the schema, in the shared core of verbs, explicit about where it leads."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

DATA = Path(__file__).parent.parent / "data"
VOICE = etree.XMLSchema(etree.parse(str(DATA / "twiml_voice.xsd")))
MESSAGING = etree.XMLSchema(etree.parse(str(DATA / "twiml_messaging.xsd")))
CORE = {"Response", "Say", "Play", "Gather", "Redirect", "Record", "Dial", "Hangup"}
ADDRESS = ("https://", "http://")


def check_voice(document: str) -> etree._Element:
    """Parse a call's document and check everything that a strict provider would refuse."""
    root = etree.fromstring(document.encode())
    VOICE.assertValid(root)
    assert {element.tag for element in root.iter()} <= CORE | {"prosody"}
    for markup in root.iter("prosody"):  # no other carrier's voice is known to take it
        say = markup.getparent()
        assert say is not None
        assert say.get("voice", "").startswith("Polly.")
    for gather in root.iter("Gather"):
        assert gather.get("action", "").startswith(ADDRESS)
        assert gather.get("method") == "POST"
        assert gather.get("numDigits") == "1"
        assert gather.get("finishOnKey") == ""
        # While a text is awaited the same keys work through three short rounds (the crawl's rule `short-wait`).
        awaited = "/promised." in gather.get("action", "") or "/waiting." in gather.get("action", "")
        assert int(gather.get("timeout", "0")) >= (4 if awaited else 10)
        follows = gather.getnext()
        assert follows is not None
        assert follows.tag == "Redirect"
        assert {child.tag for child in gather} <= {"Play", "Say"}
    for redirect in root.iter("Redirect"):
        assert (redirect.text or "").startswith(ADDRESS)
        assert redirect.get("method") == "POST"
    for play in root.iter("Play"):
        assert (play.text or "").startswith(ADDRESS)
    for dial in root.iter("Dial"):
        assert dial.get("action", "").startswith(ADDRESS)
        assert (dial.text or "").startswith("+")
    assert root[-1].tag in {"Redirect", "Hangup", "Dial"}, "the call would end without a word"
    return root


def check_message(document: str) -> str:
    """Parse a text's document; its one body, or "" for no answer."""
    root = etree.fromstring(document.encode())
    MESSAGING.assertValid(root)
    assert len(root) <= 1
    return "".join(root.itertext()) if len(root) else ""
