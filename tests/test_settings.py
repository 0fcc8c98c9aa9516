"""Settings have the defaults that they promise, refuse each wrong value in one sentence, and never show a secret."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from ivr.errors import SettingsError
from ivr.settings import DEMO_NUMBER, KEY_LENGTH, SETTINGS, Mode, Setting, load

WHOLE = {
    "IVR_MODE": "production",
    "IVR_PUBLIC_URL": "https://line.example.org",
    "IVR_SECRET_KEY": "s3cret-" * 6,
    "IVR_HASH_KEY": "h4sh-" * 8,
    "IVR_STOP_KEY": "st0p-" * 8,
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t0ken-of-the-account",
    "IVR_VOICE_NUMBER": "+12025550199",
    "IVR_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
}
SECRETS = ("IVR_SECRET_KEY", "IVR_HASH_KEY", "IVR_STOP_KEY", "TWILIO_AUTH_TOKEN", "IVR_DATABASE_URL")


def refused(environment: dict[str, str]) -> list[str]:
    """The sentences of a refusal."""
    with pytest.raises(SettingsError) as told:
        load(environment)
    return str(told.value).split("\n")


def test_a_demo_needs_no_setting() -> None:
    """Every default, as the list of settings states it."""
    found = load({})

    assert found.mode is Mode.DEMO
    assert found.demo
    assert found.public_url == found.audio_url == "http://127.0.0.1:8000"
    assert found.account_sid == ""
    assert found.voice_number == DEMO_NUMBER
    assert found.opt_out == "own"
    assert str(found.voice) == "pyttsx3"
    assert (found.content, found.prompts, found.data) == (Path("content"), Path("prompts"), Path("var"))
    assert found.now is None
    assert (found.texts, found.texts_per_day, found.texts_per_hour) == (True, 5, 300)
    assert found.text_regions == {"US", "CA", "PR", "VI", "GU", "AS", "MP"}
    assert (found.messaging_service_sid, found.sms_from) == ("", "")
    assert found.database_url == f"sqlite:///{Path('var').absolute()}/line.db"


def test_a_demo_makes_up_long_random_keys() -> None:
    """New ones at each start, so that nothing unsigned is ever accepted."""
    first, second = load({}), load({})

    for keys in zip(
        (first.secret_key, first.hash_key, first.stop_key, first.auth_token),
        (second.secret_key, second.hash_key, second.stop_key, second.auth_token),
        strict=True,
    ):
        assert len(set(keys)) == 2
        assert all(len(key) >= KEY_LENGTH for key in keys)


def test_a_demo_is_reached_where_it_is_served() -> None:
    """Until it is given a public address."""
    assert load({}, "http://127.0.0.1:9999").public_url == "http://127.0.0.1:9999"
    assert load({"IVR_PUBLIC_URL": "https://a.example.org/"}, "http://127.0.0.1:9999").public_url == (
        "https://a.example.org"
    )


def test_values_are_read_as_given() -> None:
    """Spaces around and the last slash of an address do not matter."""
    found = load(
        {
            "IVR_PUBLIC_URL": " https://line.example.org/ivr/ ",
            "IVR_AUDIO_URL": "https://cdn.example.org",
            "IVR_SECRET_KEY": "short",
            "IVR_VOICE_NUMBER": "+442079460958",
            "IVR_OPT_OUT": "advanced",
            "IVR_CONTENT": "elsewhere/words",
            "IVR_NOW": "2026-11-21T03:00:00-05:00",
            "IVR_TEXTS_PER_DAY": "0",
            "IVR_TEXTS_PER_HOUR": "1000",
            "IVR_TEXT_REGIONS": " gb, US ,gb",
            "IVR_TEXTS": "off",
            "IVR_MESSAGING_SERVICE_SID": "MG0123456789abcdefABCDEF0123456789",
            "IVR_SMS_FROM": "+442079460958",
            "IVR_STOP_KEY": "stop",
            "IVR_DATABASE_URL": "postgres://nurse:Zq%40x@db.example.org:5433/line?sslmode=require",
        }
    )

    assert found.public_url == "https://line.example.org/ivr"
    assert found.audio_url == "https://cdn.example.org"
    assert found.secret_key == "short"
    assert found.voice_number == "+442079460958"
    assert found.opt_out == "advanced"
    assert found.content == Path("elsewhere/words")
    assert found.now == datetime.fromisoformat("2026-11-21T03:00:00-05:00")
    assert (found.texts, found.texts_per_day, found.texts_per_hour) == (False, 0, 1000)
    assert found.text_regions == {"GB", "US"}
    assert found.messaging_service_sid == "MG0123456789abcdefABCDEF0123456789"
    assert (found.sms_from, found.stop_key) == ("+442079460958", "stop")
    assert found.database_url == "postgresql+psycopg://nurse:Zq%40x@db.example.org:5433/line?sslmode=require"
    assert load({"IVR_SMS_FROM": "72345"}).sms_from == "72345", "a short code"


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("postgresql://h/line", "postgresql+psycopg://h/line"),
        ("postgresql+psycopg:///line?host=/run/pg", "postgresql+psycopg:///line?host=/run/pg"),
        ("sqlite:////srv/my line/line.db", "sqlite:////srv/my%20line/line.db"),
        ("sqlite:////srv/my%20line/line.db", "sqlite:////srv/my%20line/line.db"),
        ("sqlite:///line.db", f"sqlite:///{Path.cwd()}/line.db"),
    ],
)
def test_a_database_may_be_written_in_several_ways(given_url: str, used: str) -> None:
    """The store knows one of them, with the whole path of a file."""
    assert load({"IVR_DATABASE_URL": given_url}).database_url == used


@pytest.mark.parametrize("data", ["", "elsewhere", "/srv/my line", "/srv/100%/line?"])
def test_the_database_lies_beside_the_editions(data: str) -> None:
    """Whatever the folder is called, and wherever the program is started."""
    url = load({"IVR_DATA": data}).database_url

    assert make_url(url).database == str((Path(data or "var") / "line.db").absolute())


@pytest.mark.parametrize(
    "value",
    [
        "line.db", "/srv/line.db", "sqlite://", "sqlite:///", "sqlite:////srv/", "sqlite:///:memory:", "sqlite://line.db",
        "mysql://u:Zqsecret@h/line", "postgresql://u:Zqsecret@h", "postgresql://u:Zqsecret@h/",
        "postgresql://u:Zqsecret@h:port/line", "postgresql:u:Zqsecret@h/line", "postgresql+psycopg2://u:Zqsecret@h/line",
    ],
)  # fmt: skip
def test_what_is_no_database_is_told_without_its_password(value: str) -> None:
    """The sentence names the setting and shows what it must be like."""
    (sentence,) = refused({"IVR_DATABASE_URL": value})

    assert sentence == (
        "IVR_DATABASE_URL is not the address of a database that the line can use; "
        "it must be such as sqlite:////folder/line.db or postgresql://user@host/name."
    )


WRONG = {
    "IVR_MODE": ["prod", "Demo", "1"],
    "IVR_PUBLIC_URL": ["line.example.org", "ftp://x.org", "https://", "https://x.org?a=1", "https://x.org#a",
                       "http://[::1", "https://x.org:port", "https://x.org:0", "https://x .org"],
    "IVR_AUDIO_URL": ["cdn", "//cdn.example.org"],
    "IVR_VOICE_NUMBER": ["911", "202-555-0123", "12025550123", "+1 202 555 0123", "none"],
    "IVR_DESK_NUMBER": ["555-0100", "12025550198"],
    "IVR_OPT_OUT": ["twilio", "OWN"],
    "IVR_VOICE": ["espeak", "piper:voice.onnx", "provider:"],
    "IVR_NOW": ["noon", "2026-11-21T03:00:00", "2026-13-21T03:00:00-05:00"],
    "IVR_TEXTS_PER_DAY": ["five", "-1", "1.5", "\u0665", "9" * 5000],
    "IVR_TEXTS_PER_HOUR": ["many", "-1"],
    "IVR_TEXTS": ["yes", "ON", "0"],
    "IVR_TEXT_REGIONS": ["USA", "+1", "US,", "US;CA", "001", "ZZ", ","],
    "IVR_MESSAGING_SERVICE_SID": ["MG1", "AC" + "0" * 32, "+12025550199"],
    "IVR_SMS_FROM": ["202-555-0123", "ACME", "1234", "12025550123"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_gives_one_clear_sentence(name: str, value: str) -> None:
    """It names the setting and says what it must be."""
    (sentence,) = refused({name: value})

    assert sentence.startswith(f"{name} is {value!r}; it must be ")
    assert sentence.endswith(".")


def test_all_wrong_values_are_told_at_once() -> None:
    """Nobody has to start five times to hear of five mistakes."""
    sentences = refused({name: values[0] for name, values in WRONG.items() if name != "IVR_MODE"})

    assert sorted(sentence.split()[0] for sentence in sentences) == sorted(WRONG.keys() - {"IVR_MODE"})


def test_staff_call_a_number_of_their_own() -> None:
    """One number has one webhook; a line without a staff line is a whole line."""
    assert load({}).desk_number == ""
    assert load({"IVR_DESK_NUMBER": "+12025550198"}).desk_number == "+12025550198"
    assert refused({"IVR_DESK_NUMBER": "+12025550198", "IVR_VOICE_NUMBER": "+12025550198"}) == [
        "IVR_DESK_NUMBER is IVR_VOICE_NUMBER; staff need a number of their own."
    ]


def test_production_starts_with_every_key() -> None:
    """With a Messaging Service, with a number, or with texts switched off."""
    assert not load(WHOLE).demo
    assert load(WHOLE | {"IVR_SMS_FROM": "+12025550199", "IVR_MESSAGING_SERVICE_SID": ""}).sms_from == "+12025550199"
    assert not load(WHOLE | {"IVR_TEXTS": "off", "IVR_MESSAGING_SERVICE_SID": ""}).texts


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - {"IVR_MODE", "IVR_MESSAGING_SERVICE_SID"}))
@pytest.mark.parametrize("value", [None, "", "   "])
def test_production_names_each_missing_key(name: str, value: str | None) -> None:
    """One sentence for the missing key."""
    environment = {key: each for key, each in WHOLE.items() if key != name}
    if value is not None:
        environment[name] = value

    assert refused(environment) == [f"{name} is not set; production mode needs it."]


def test_production_needs_one_way_to_send_texts() -> None:
    """A Messaging Service or a number, or no texts at all."""
    assert refused(WHOLE | {"IVR_MESSAGING_SERVICE_SID": ""}) == [
        "Neither IVR_MESSAGING_SERVICE_SID nor IVR_SMS_FROM is set; texts need one of them, or IVR_TEXTS=off."
    ]


def test_production_with_nothing_set_names_everything() -> None:
    """All of it in one go."""
    said = "\n".join(refused({"IVR_MODE": "production"}))

    for name in WHOLE.keys() - {"IVR_MODE"}:
        assert name in said


@pytest.mark.parametrize("name", ["IVR_SECRET_KEY", "IVR_HASH_KEY", "IVR_STOP_KEY"])
def test_production_refuses_a_short_key(name: str) -> None:
    """It says how long it must be, and not what it was."""
    sentences = refused(WHOLE | {name: "too-short-a-key"})

    assert sentences == [f"{name} is too short; production mode needs 32 characters or more."]


def test_the_clock_can_be_fixed_in_a_demo_only() -> None:
    """A line for real people has the real time."""
    assert refused(WHOLE | {"IVR_NOW": "2026-11-21T03:00:00-05:00"})[0] == (
        "IVR_NOW fixes the clock; it is for demos only."
    )


@given(secret=st.text(alphabet="abcdefghijkmnpqrstuvwxyz0123456789", min_size=6, max_size=40), wrong=st.booleans())
def test_secrets_are_never_in_a_message(secret: str, *, wrong: bool) -> None:
    """Whatever else is wrong, and however short they are."""
    value = f"Zq{secret}"  # capitals, so that it is never a part of a sentence by chance
    broken = {name: values[0] for name, values in WRONG.items() if name != "IVR_MODE"} if wrong else {}
    for mode in Mode:
        try:
            load({**dict.fromkeys(SECRETS, value), **broken, "IVR_MODE": mode.value})
        except SettingsError as told:
            assert value not in str(told)  # noqa: PT017 - a demo with nothing wrong is not refused


def test_the_list_marks_what_is_secret() -> None:
    """So that `ivr settings` hides it."""
    assert {setting.name for setting in SETTINGS if setting.secret} == set(SECRETS)


def test_every_setting_that_is_read_is_in_the_list() -> None:
    """No undocumented setting: the environment is asked for listed names only, and for all of them."""
    asked = set[str]()

    class Noting(dict[str, str]):
        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
            asked.add(name)
            return super().get(name, default)

    with pytest.raises(SettingsError):
        load(Noting(IVR_MODE="production"))
    listed = {setting.name for setting in SETTINGS}
    assert asked <= listed
    assert listed == asked, "a setting that nothing reads"
    assert all(setting.default and setting.meaning for setting in SETTINGS)


PLAIN = [each for each in SETTINGS if " " not in each.default and each.default != "none"]  # others are described


@pytest.mark.parametrize("setting", PLAIN, ids=lambda setting: setting.name)
def test_the_default_that_is_shown_is_the_one_that_is_used(setting: Setting) -> None:
    """Where the list shows a plain value, setting it changes nothing."""
    plain, given = load({}), load({setting.name: setting.default})

    for field in ("mode", "texts", "texts_per_day", "texts_per_hour", "text_regions", "content", "prompts", "data"):
        assert getattr(plain, field) == getattr(given, field)
