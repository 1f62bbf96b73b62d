"""`ringback explain`: one document on standard output, or one line on standard error and exit 2."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringback.cli import main
from tests.rules.policy.ada import AMAZON_TEXT, ada, asked


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(ada()), encoding="utf-8")
    return path


def explain(*arguments: Any) -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, arguments)])


def test_json_is_the_verdict_and_nothing_else(facts_file: Path) -> None:
    result = explain("--policy", "amazon-like", "--facts", facts_file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == asked().as_json()
    assert result.stderr == ""


def test_people_read_it_rule_by_rule(facts_file: Path) -> None:
    result = explain("--policy", "plain-helpdesk", "--facts", facts_file)
    assert result.exit_code == 0
    assert "May be rung on the asked line." in result.stdout
    assert "A call is the quickest way." in result.stdout


def test_a_rulebook_may_be_a_file(facts_file: Path, tmp_path: Path) -> None:
    book = tmp_path / "ours.toml"
    book.write_text(AMAZON_TEXT.replace("30 } }", "9999 } }"), encoding="utf-8")
    result = explain("--policy", book, "--facts", facts_file)
    assert "May not be rung" in result.stdout
    assert "opens on 2051-07-17" in result.stdout


@pytest.mark.parametrize(("change", "named"), [({"mfa": None}, "mfa"), ({"odr": "low"}, "odr")])
def test_an_unfit_fact_is_named_in_one_line(facts_file: Path, change: dict[str, Any], named: str) -> None:
    facts_file.write_text(json.dumps(ada(**change)))
    result = explain("--policy", "amazon-like", "--facts", facts_file, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_wrong_rulebook_is_named_with_file_rule_and_line(facts_file: Path, tmp_path: Path) -> None:
    book = tmp_path / "ours.toml"
    text = AMAZON_TEXT.replace("{ mfa = true }", "{ mfaa = true }")
    book.write_text(text, encoding="utf-8")
    result = explain("--policy", book, "--facts", facts_file)
    line = text.split("\n").index('name = "mfa-on"')
    assert result.exit_code == 2
    assert result.stderr.startswith(f'{book}, line {line}, rule "mfa-on": unknown fact')


@pytest.mark.parametrize("text", ["{", "", "[1]", "\udcff"])
def test_facts_that_are_no_document_are_refused(facts_file: Path, text: str) -> None:
    facts_file.write_bytes(text.encode(errors="surrogateescape"))
    result = explain("--policy", "amazon-like", "--facts", facts_file)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_an_unknown_policy_names_the_presets(facts_file: Path) -> None:
    result = explain("--policy", "nobody", "--facts", facts_file)
    assert result.exit_code == 2
    assert "amazon-like, plain-helpdesk" in result.stderr
