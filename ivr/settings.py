"""Every setting of the line with its default and meaning, read from the environment and checked at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ivr import addresses, e164
from ivr.content.voice_names import DEFAULT, FORMS, VoiceName, voice_name
from ivr.errors import SettingsError, VoiceError


class Mode(StrEnum):
    """A demo makes up what is missing; production refuses to start without it."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Setting:
    """One environment variable: default as shown to people, and what it is for."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("IVR_MODE", "demo", "demo, or production, which refuses to start without the keys and the public URL"),
    Setting("IVR_PUBLIC_URL", "the address of `ivr serve` in a demo", "where Twilio reaches this line; it signs this"),
    Setting("IVR_AUDIO_URL", "the public URL", "where sounds are fetched, such as a CDN before this line"),
    Setting(
        "IVR_SECRET_KEY",
        "made once in a demo",
        "signs cookies and keeps the keys of staff's authenticators; 32 characters or more",
        secret=True,
    ),
    Setting(
        "IVR_HASH_KEY", "made once in a demo", "turns phone numbers into pseudonyms; 32 characters or more", secret=True
    ),
    Setting(
        "IVR_STOP_KEY",
        "made once in a demo",
        "turns numbers on the stop list into pseudonyms; 32 characters or more, never changed",
        secret=True,
    ),
    Setting("TWILIO_ACCOUNT_SID", "none", "the Twilio account, as its console shows it"),
    Setting("TWILIO_AUTH_TOKEN", "made once in a demo", "checks that requests come from Twilio", secret=True),
    Setting("IVR_VOICE_NUMBER", "+12025550123 in a demo", "our own number (+1...), shown to the services that 0 rings"),
    Setting("IVR_DESK_NUMBER", "none", "the staff line's own number (+1...); its webhook is /voice/desk"),
    Setting("IVR_MESSAGING_SERVICE_SID", "none", "the Messaging Service that sends texts (or use IVR_SMS_FROM)"),
    Setting("IVR_SMS_FROM", "none", "the number that sends texts (or use IVR_MESSAGING_SERVICE_SID)"),
    Setting(
        "IVR_OPT_OUT", "own in a demo, else advanced", "who answers STOP, START and HELP: default, advanced or own"
    ),
    Setting(
        "IVR_DATABASE_URL",
        "line.db in IVR_DATA",
        "the database: sqlite:////folder/line.db, or postgresql://user@host/name for more than one machine",
        secret=True,
    ),
    Setting(
        "IVR_VOICE",
        "pyttsx3",
        "the voice of languages that [voices] in line.toml names none for; `ivr voices` lists what there is",
    ),
    Setting("IVR_CONTENT", "./content", "the folder of the words"),
    Setting("IVR_PROMPTS", "./prompts", "the folder of people's recordings"),
    Setting("IVR_DATA", "./var", "where editions and rendered sounds are kept"),
    Setting("IVR_NOW", "the real time", "fixes the clock in a demo, such as 2026-11-21T03:00:00-05:00"),
    Setting("IVR_TEXTS", "on", "on, or off: then whoever asks for a text on a call hears the details at once instead"),
    Setting("IVR_TEXTS_PER_DAY", "5", "how many texts a caller may ask for in a day"),
    Setting("IVR_TEXTS_PER_HOUR", "300", "how many texts all callers together may ask for in an hour"),
    Setting(
        "IVR_TEXT_REGIONS",
        "US,CA,PR,VI,GU,AS,MP",
        "where callers' texts may go, as two-letter regions; +1 alone is 25 of them",
    ),
)
KEY_LENGTH = 32
LONGEST_COUNT = 9  # digits; more is a slip of the finger
DEMO_NUMBER = "+12025550123"  # 555-01xx numbers are kept for fiction
OPT_OUTS = ("default", "advanced", "own")
SWITCH = ("on", "off")
AT_HOME = "US,CA,PR,VI,GU,AS,MP"  # the United States with its territories, and Canada
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}", re.ASCII)  # Twilio's id of a Messaging Service
_SHORT_CODE = re.compile(r"[0-9]{5,6}", re.ASCII)  # a US or Canadian short code, the other way to send texts


@dataclass(frozen=True)
class Settings:
    """The settings as the program uses them."""

    mode: Mode
    public_url: str
    audio_url: str
    secret_key: str
    hash_key: str
    account_sid: str
    auth_token: str
    voice_number: str
    opt_out: str
    voice: VoiceName
    content: Path
    prompts: Path
    data: Path
    now: datetime | None
    texts_per_day: int
    texts_per_hour: int
    text_regions: frozenset[str]
    texts: bool
    messaging_service_sid: str
    sms_from: str
    stop_key: str
    database_url: str
    desk_number: str = ""

    @property
    def demo(self) -> bool:
        """Whether this is a demo."""
        return self.mode is Mode.DEMO


def load(environment: Mapping[str, str], serving_at: str = "http://127.0.0.1:8000") -> Settings:
    """Read all settings.

    Args:
        environment: usually `os.environ`.
        serving_at: the address of `ivr serve`, the public URL of a demo that names none.

    Raises:
        SettingsError: one sentence for each setting that is missing or wrong.
    """
    reader = _Reader(environment)
    demo = reader.mode() is Mode.DEMO
    public = reader.url("IVR_PUBLIC_URL", serving_at if demo else "", required=not demo)
    settings = Settings(
        mode=Mode.DEMO if demo else Mode.PRODUCTION,
        public_url=public,
        audio_url=reader.url("IVR_AUDIO_URL", public, required=False),
        secret_key=reader.key("IVR_SECRET_KEY", demo=demo),
        hash_key=reader.key("IVR_HASH_KEY", demo=demo),
        account_sid=reader.text("TWILIO_ACCOUNT_SID", required=not demo),
        auth_token=reader.key("TWILIO_AUTH_TOKEN", demo=demo, shortest=1),
        voice_number=reader.number("IVR_VOICE_NUMBER", DEMO_NUMBER if demo else ""),
        opt_out=reader.one_of("IVR_OPT_OUT", OPT_OUTS, "own" if demo else "advanced"),
        voice=reader.voice("IVR_VOICE"),
        content=Path(reader.text("IVR_CONTENT") or "content"),
        prompts=Path(reader.text("IVR_PROMPTS") or "prompts"),
        data=reader.data(),
        now=reader.clock(demo=demo),
        texts_per_day=reader.count("IVR_TEXTS_PER_DAY", 5),
        texts_per_hour=reader.count("IVR_TEXTS_PER_HOUR", 300),
        text_regions=reader.regions("IVR_TEXT_REGIONS", AT_HOME),
        texts=reader.one_of("IVR_TEXTS", SWITCH, "on") == "on",
        messaging_service_sid=reader.service("IVR_MESSAGING_SERVICE_SID"),
        sms_from=reader.sender("IVR_SMS_FROM"),
        stop_key=reader.key("IVR_STOP_KEY", demo=demo),
        database_url=reader.database("IVR_DATABASE_URL"),
        desk_number=reader.number("IVR_DESK_NUMBER", ""),
    )
    if settings.desk_number and settings.desk_number == settings.voice_number:
        reader.problems.append("IVR_DESK_NUMBER is IVR_VOICE_NUMBER; staff need a number of their own.")
    if not demo:
        reader.production()
    if reader.problems:
        raise SettingsError("\n".join(reader.problems))
    return settings


class _Reader:
    """Reads values and collects a sentence for each that is wrong."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.problems: list[str] = []

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.environment.get(name, "").strip()
        if required and not value:
            self.problems.append(f"{name} is not set; production mode needs it.")
        return value

    def mode(self) -> Mode:
        value = self.text("IVR_MODE") or Mode.DEMO
        if value not in tuple(Mode):
            self.problems.append(f"IVR_MODE is {value!r}; it must be demo or production.")
            return Mode.DEMO
        return Mode(value)

    def url(self, name: str, default: str, *, required: bool) -> str:
        given = self.text(name, required=required)
        if given and not addresses.reachable(given):
            self.problems.append(f"{name} is {given!r}; it must be an address such as https://line.example.org.")
        return (given or default).rstrip("/")

    def key(self, name: str, *, demo: bool, shortest: int = KEY_LENGTH) -> str:
        value = self.text(name, required=not demo)
        if value and len(value) < shortest and not demo:
            self.problems.append(f"{name} is too short; production mode needs {shortest} characters or more.")
        return value or secrets.token_urlsafe(KEY_LENGTH)

    def number(self, name: str, default: str) -> str:
        value = self.text(name) or default
        if value and e164.normal(value) != value:
            self.problems.append(
                f"{name} is {value!r}; it must be a number in international form such as +12025550123."
            )
        return value

    def service(self, name: str) -> str:
        value = self.text(name)
        if value and not _SERVICE.fullmatch(value):
            self.problems.append(f"{name} is {value!r}; it must be MG and 32 characters, as Twilio's console shows it.")
        return value

    def sender(self, name: str) -> str:
        value = self.text(name)
        if value and e164.normal(value) != value and not _SHORT_CODE.fullmatch(value):
            self.problems.append(f"{name} is {value!r}; it must be a number such as +12025550123, or a short code.")
        return value

    def regions(self, name: str, default: str) -> frozenset[str]:
        value = self.text(name) or default
        named = frozenset(each.strip().upper() for each in value.split(","))
        if not named <= e164.REGIONS:
            self.problems.append(f"{name} is {value!r}; it must be two-letter regions such as US,CA.")
        return named

    def data(self) -> Path:
        return Path(self.text("IVR_DATA") or "var")

    def database(self, name: str) -> str:
        """The address in the one form that the store knows; what was given may hold a password and is not repeated."""
        value = self.text(name)
        if not value:
            return addresses.of_file(self.data() / "line.db")
        found = addresses.database(value)
        if found is not None:
            return found
        self.problems.append(
            f"{name} is not the address of a database that the line can use; "
            "it must be such as sqlite:////folder/line.db or postgresql://user@host/name."
        )
        return ""

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name) or default
        if value not in allowed:
            self.problems.append(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
        return value

    def voice(self, name: str) -> VoiceName:
        value = self.text(name)
        try:
            return voice_name(value) if value else DEFAULT
        except VoiceError:
            self.problems.append(f"{name} is {value!r}; it must be the name of a voice: {FORMS}.")
            return DEFAULT

    def count(self, name: str, default: int) -> int:
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdecimal() and len(value) <= LONGEST_COUNT):
            self.problems.append(f"{name} is {value!r}; it must be a whole number such as {default}.")
            return default
        return int(value)

    def clock(self, *, demo: bool) -> datetime | None:
        value = self.text("IVR_NOW")
        if not value:
            return None
        if not demo:
            self.problems.append("IVR_NOW fixes the clock; it is for demos only.")
            return None
        try:
            fixed = datetime.fromisoformat(value)
        except ValueError:
            fixed = None
        if fixed is None or fixed.tzinfo is None:
            self.problems.append(f"IVR_NOW is {value!r}; it must be a time with its offset: 2026-11-21T03:00:00-05:00.")
            return None
        return fixed

    def production(self) -> None:
        senders = self.text("IVR_MESSAGING_SERVICE_SID"), self.text("IVR_SMS_FROM")
        if not any(senders) and self.text("IVR_TEXTS") != "off":
            self.problems.append(
                "Neither IVR_MESSAGING_SERVICE_SID nor IVR_SMS_FROM is set; texts need one of them, or IVR_TEXTS=off."
            )
        self.text("IVR_VOICE_NUMBER", required=True)
