"""What the README shows in its console blocks is what those commands print."""

import re
from pathlib import Path

import pytest

from tests.readme import README, Block, blocks, run

EXAMPLES = [block for block in blocks() if not block.installs]


@pytest.mark.parametrize("block", EXAMPLES, ids=[block.commands[0] for block in EXAMPLES])
def test_an_example_prints_what_the_readme_shows(block: Block, tmp_path: Path) -> None:
    assert block.rerun(tmp_path) == block.text


def test_the_first_two_commands_are_one_line_each() -> None:
    assert [len(block.commands) for block in blocks() if block.installs] == [1, 1]


def test_the_base_schema_shown_is_understood(tmp_path: Path) -> None:
    [document] = re.findall(r"^```json\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "base.json").write_text(document, encoding="utf-8")
    shown = run("migralint schema base --project fixtures/flask_blog --base-schema base.json", tmp_path)
    assert shown == (
        "table users\n"
        "  id     INTEGER not null\n"
        "  email  VARCHAR(120) not null\n"
        "  primary key users_pkey (id)\n"
        "  unique users_email_key (email)\n"
    )


def test_the_settings_shown_are_understood(tmp_path: Path) -> None:
    [settings] = re.findall(r"^```toml\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    report = run("migralint check --project fixtures/flask_blog --output-format concise", tmp_path)
    assert "0004_rename_body_to_content.py" in report
    assert "0003_password_and_email.py" not in report
