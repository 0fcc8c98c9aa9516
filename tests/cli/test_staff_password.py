"""`ivr staff password`: a one-time password on the machine, for the first admin too."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.settings import SETTINGS


def test_a_one_time_password_is_printed_and_kept_nowhere(tmp_path: Path) -> None:
    """By an admin, for whoever is on the staff; the list says that it waits, the log that it was given."""
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS} | {"IVR_DATA": str(tmp_path)}

    def run(*arguments: str) -> Result:
        return CliRunner(env=environment).invoke(main, arguments)

    run("staff", "add", "anna", "--name", "Anna Berg", "--by", "anna")
    run("staff", "add", "ben", "--name", "Ben Ode", "--by", "anna")
    refused = run("staff", "password", "ben", "--by", "ben")
    assert (refused.exit_code, "That is for an admin" in refused.stderr) == (1, True)

    made = [run("staff", "password", who, "--by", "anna", *more) for who, *more in (["anna"], ["ben", "--new-device"])]

    once = [re.findall(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", each.stdout) for each in made]
    assert [len(each) for each in once] == [1, 1]
    listed, log = run("staff", "list").stdout, run("audit").stdout
    assert listed.count("has a one-time password") == 2
    assert "their authenticator is forgotten" in log
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("line.db*"))
    assert not [each for (each,) in once if each in listed + log or each.encode() in kept]
