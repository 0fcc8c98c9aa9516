"""Every command has help, is documented, and prints what people and programs rely on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr import __version__
from ivr.bootstrap import build
from ivr.cli import COMMANDS, MODULES, main
from ivr.cli.start import demo_keys
from ivr.content.model import Content, Edition, Pace
from ivr.content.prompts import prompts
from ivr.content.texts import texts
from ivr.errors import SettingsError
from ivr.flow.crawl import RULES as CRAWL_RULES
from ivr.settings import SETTINGS, Settings
from tests.editions.shelves import ROOT

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, edition: Edition) -> Run:
    """Run a command as from a shell, over the shipped content and a shelf that is ready."""
    assert edition.number
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {"IVR_CONTENT": str(settings.content), "IVR_DATA": str(settings.data)}

    def ran(*arguments: str, **more: str) -> Result:
        return CliRunner(env={**environment, **more}).invoke(main, list(arguments))

    return ran


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A copy of the content to break."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def documents() -> str:
    """Everything that is written for people."""
    return "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(run: Run, command: str, flag: str) -> None:
    """A sentence on what it does, and every option explained."""
    result = run(command, flag)

    assert result.exit_code == 0
    assert re.search(rf"Usage: .* {command} ", result.stdout)
    described = result.stdout.split("\n\n")[1].strip()
    assert described.split("\n")[0].endswith((".", ",")) or "." in described
    for option in re.findall(r"^  (-\S.*)$", result.stdout, flags=re.MULTILINE):
        assert "  " in option or len(option) > 20, f"{option} has no explanation"


def test_every_command_is_a_file_and_every_file_a_command() -> None:
    """One file for each noun; nothing is forgotten in the list."""
    files = {path.stem for path in (ROOT / "ivr" / "cli").glob("*.py")}

    named = {MODULES.get(name, name) for name in COMMANDS}
    assert files - {"__init__", "__main__", "start", "given", "printed"} == named


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_listed_and_in_the_readme(run: Run, command: str) -> None:
    """Nobody has to read the code to find it."""
    assert re.search(rf"^  {command} +\S", run("--help").stdout, flags=re.MULTILINE)
    assert f"ivr {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_every_setting_is_documented(name: str) -> None:
    """In the README or in docs."""
    assert re.search(rf"\b{name}\b", documents())


def test_the_version_is_told(run: Run) -> None:
    """By name and number."""
    assert run("--version").stdout == f"ivr, version {__version__}\n"


def test_an_unknown_command_is_a_clear_error(run: Run) -> None:
    """With a way to the help."""
    result = run("dance")
    assert result.exit_code == 2
    assert "No such command 'dance'" in result.stderr


@pytest.mark.parametrize("command", ["crawl", "lint", "prompts", "render", "serve", "texts", "call", "text"])
def test_a_wrong_setting_is_a_sentence_and_not_a_traceback(run: Run, command: str) -> None:
    """Every command that reads the settings says what is wrong with them."""
    result = run(command, IVR_MODE="productoin")

    assert result.exit_code == 1
    assert "Error: IVR_MODE is 'productoin'; it must be demo or production." in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("command", ["crawl", "lint", "prompts", "render", "texts"])
def test_missing_content_is_a_sentence_and_not_a_traceback(run: Run, tmp_path: Path, command: str) -> None:
    """It names the folder."""
    result = run(command, IVR_CONTENT=str(tmp_path / "nowhere"))

    assert result.exit_code == 1
    assert "There is no content folder at" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_lint_passes_the_shipped_content(run: Run) -> None:
    """Warnings alone exit with 0."""
    result = run("lint")

    assert result.exit_code == 0
    assert re.fullmatch(r"0 errors, \d+ warnings?\.\n", result.stderr)
    for line in result.stdout.splitlines():
        assert re.fullmatch(r"[\w./-]+:\d+: warning: .+ \[[\w-]+\]", line)
    assert run("lint", "--errors-only").stdout == ""


def test_lint_names_the_file_and_line_of_an_error(run: Run, words: Path) -> None:
    """An editor can jump there, and scripts can tell by the exit code."""
    phrases = words / "en" / "phrases.toml"
    lines = phrases.read_text(encoding="utf-8").splitlines()
    number = next(each for each, line in enumerate(lines, 1) if line.startswith('"where.main"'))
    lines[number - 1] = '"where.main" = "Main menu.'
    phrases.write_text("\n".join(lines), encoding="utf-8")
    result = run("lint", IVR_CONTENT=str(words))

    assert result.exit_code == 1
    assert re.search(rf"^en/phrases\.toml:{number}: error: .+$", result.stdout, flags=re.MULTILINE)
    assert re.search(r"^[1-9]\d* errors?, \d+ warnings?\.$", result.stderr, flags=re.MULTILINE)


def test_lint_tells_all_that_is_wrong_in_all_files(run: Run, words: Path) -> None:
    """A bad line never hides the others."""
    (words / "line.toml").write_text("languages = [\n")
    (words / "en" / "topics" / "side.md").unlink()
    (words / "safety.toml").write_text("[crisis]\nen = 7\n")
    said = run("lint", "--errors-only", IVR_CONTENT=str(words)).stdout

    assert re.search(r"^line\.toml:\d+: error: ", said, flags=re.MULTILINE)
    assert re.search(r"^safety\.toml:\d+: error: ", said, flags=re.MULTILINE)
    assert len(said.splitlines()) >= 2


@pytest.mark.parametrize("command", ["lint", "crawl"])
def test_rules_are_listed_with_their_sources(run: Run, command: str) -> None:
    """One a line: what it asks and why."""
    lines = run(command, "--rules").stdout.splitlines()

    assert len(lines) >= 10
    for line in lines:
        assert re.fullmatch(r"[\w-]+( \(\w+\))?: .+ \[.+\]", line)


def test_prompts_lists_every_sound_for_programs(run: Run, content: Content, settings: Settings) -> None:
    """Each prompt in both paces, with words, a file that exists, its length and where it came from."""
    result = run("prompts", "--json")
    rows = json.loads(result.stdout)

    assert result.exit_code == 0
    wanted = {(prompt.id, prompt.language, pace.value) for prompt in prompts(content) for pace in Pace}
    assert {(row["id"], row["language"], row["pace"]) for row in rows} == wanted
    assert len(rows) == len(wanted)
    scripts = {(prompt.id, prompt.language): prompt.script for prompt in prompts(content)}
    shelf = build(settings).shelf
    for row in rows:
        assert set(row) == {"id", "language", "pace", "kind", "script", "spoken", "sound", "seconds", "source"}
        assert row["script"] == scripts[row["id"], row["language"]]
        assert row["spoken"].strip()
        assert not re.search(r"\d{2}", row["spoken"]), "numbers are spoken as words"
        path = shelf.sound_path(row["sound"])
        assert path is not None
        assert path.is_file()
        assert 0.2 < row["seconds"] < 200
        assert row["source"] == "rendered"


def test_prompts_lists_every_prompt_for_people(run: Run, content: Content) -> None:
    """The script sheet: a number, the id, and the words under it."""
    said = run("prompts").stdout

    for number, prompt in enumerate(prompts(content), 1):
        assert re.search(rf"^ *{number} {re.escape(prompt.id)} \({prompt.language}, rendered, ", said, re.MULTILINE)
        assert prompt.script.split("\n")[0] in said


def test_texts_lists_every_message_for_programs(run: Run, content: Content) -> None:
    """Id, the word that gets it, the words, and segments: never more than three."""
    result = run("texts", "--json")
    rows = json.loads(result.stdout)

    assert result.exit_code == 0
    listed = texts(content, "en")
    assert [(row["id"], row["body"]) for row in rows] == [(text.id, text.body) for text in listed.values()]
    for row in rows:
        assert set(row) == {"id", "language", "keyword", "body", "segments"}
        assert row["language"] == "en"
        assert row["keyword"] is None or row["keyword"] == row["keyword"].upper()
        assert 1 <= row["segments"] <= 3
    assert next(row for row in rows if row["id"] == "topic.coping.2")["keyword"] == "COPE 2"


def test_texts_lists_every_message_for_people(run: Run, content: Content) -> None:
    """With its words under it."""
    said = run("texts").stdout

    for text in texts(content, "en").values():
        assert f"\n     {text.body}\n" in said
        assert f"{text.id} (en" in said


def test_settings_lists_everything_and_hides_secrets(run: Run) -> None:
    """Name, whether it is set, meaning and default; a secret is only said to be set."""
    secret = {setting.name: f"hush-{number}-hush" for number, setting in enumerate(SETTINGS) if setting.secret}
    said = run("settings", **secret, IVR_OPT_OUT="advanced").stdout

    for setting in SETTINGS:
        assert re.search(rf"^{setting.name} = ", said, flags=re.MULTILINE)
        assert setting.meaning in said
        assert f"Default: {setting.default}." in said
    for name, value in secret.items():
        assert f"{name} = (set)\n" in said
        assert value not in said
    assert "IVR_OPT_OUT = advanced\n" in said
    assert "IVR_MODE = (not set)\n" in said


def test_settings_are_listed_even_when_they_are_wrong(run: Run) -> None:
    """Somebody is looking for the mistake."""
    assert run("settings", IVR_MODE="productoin").exit_code == 0


def test_render_says_which_edition_is_on_the_shelf(run: Run, edition: Edition) -> None:
    """Nothing new: the same number as before."""
    result = run("render")

    assert result.exit_code == 0
    assert f"Edition {edition.number} is on the shelf in " in result.stdout


def test_render_refuses_broken_content(run: Run, words: Path) -> None:
    """With the lines that are wrong, and exit code 1."""
    (words / "line.toml").write_text("languages = [\n")
    result = run("render", IVR_CONTENT=str(words))

    assert result.exit_code == 1
    assert "The content has errors, so no edition was made.\nline.toml:" in result.stderr


def test_crawl_visits_every_place_and_finds_nothing_wrong(run: Run, tmp_path: Path) -> None:
    """How many places, how many rules, no violation, and the tree as Graphviz reads it."""
    graph = tmp_path / "x.dot"
    result = run("crawl", "--graph", str(graph))

    assert result.exit_code == 0, result.stdout
    counted = re.search(
        r"^(\d+) places visited in (\d+) forms .* (\d+) rules: 0 violations\.$", result.stdout, re.MULTILINE
    )
    assert counted
    assert int(counted[1]) > 50
    assert int(counted[3]) == len(CRAWL_RULES)
    assert f"The call tree is in {graph}." in result.stdout
    written = graph.read_text(encoding="utf-8")
    assert written.startswith("digraph")
    assert written.count("{") == written.count("}")
    assert "topic.side.1" in written


def test_a_picture_that_cannot_be_written_is_a_sentence(run: Run, tmp_path: Path) -> None:
    """Not a traceback after a minute of work."""
    result = run("crawl", "--graph", str(tmp_path / "nowhere" / "x.dot"))

    assert result.exit_code == 1
    assert "Error: " in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("value", ["0", "70000", "http"])
def test_serve_refuses_a_port_that_is_none(run: Run, value: str) -> None:
    """Before anything is prepared."""
    result = run("serve", "--port", value)
    assert result.exit_code == 2
    assert "Invalid value for '--port'" in result.stderr


def test_a_demo_keeps_its_keys_from_start_to_start(tmp_path: Path) -> None:
    """Whoever stopped it stays stopped; nobody else may read them."""
    first = demo_keys(tmp_path / "var")
    file = tmp_path / "var" / "demo-keys.json"

    assert demo_keys(tmp_path / "var") == first
    assert len(set(first.values())) == len(first) == 4
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("{")
    with pytest.raises(SettingsError, match=r"remove .*demo-keys"):
        demo_keys(tmp_path / "var")
