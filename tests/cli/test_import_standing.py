"""The command that takes in a file of facts: what it prints, and how it ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringback.cli import home
from ringback.cli.import_standing import command
from ringback.records.sellers.models import Standing, StandingImport
from tests.people import a_site, sells

GOOD = "seller,site,as_of,plan\nS-ADA,na,2026-01-13,individual\n"
BAD = GOOD + "S-NOBODY,na,2026-01-13,gold\n"


@pytest.fixture(autouse=True)
def ada_in_the_test_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(home, "at_home", here)
    sells("Ada", a_site("na"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def plan() -> str:
    return str(Standing.objects.get().facts["plan"])


def test_a_good_file_is_applied(file: Path) -> None:
    file.write_text(GOOD)
    result = run(file)
    assert (result.exit_code, plan()) == (0, "individual")
    assert "1 standings changed by 1 of 1 lines." in result.output


def test_wrong_lines_are_listed_and_nothing_is_applied(file: Path) -> None:
    file.write_text(BAD)
    result = run(file)
    assert (result.exit_code, plan()) == (1, "professional")
    assert "line 3, plan: “gold” is not known. Write one of: professional, individual." in result.output
    assert "Nothing was applied: 1 problems." in result.output
    assert StandingImport.objects.get().state == "thrown-away"


def test_skip_bad_applies_the_rest_and_json_tells_all(file: Path) -> None:
    file.write_text(BAD)
    result = run(file, "--skip-bad", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, plan()) == (0, "individual")
    assert (told["applied"], told["lines"], told["good"], told["changed"], told["wrong"]) == (
        True,
        2,
        1,
        1,
        1,
    )
    assert told["problems"][0]["line"] == 3


def test_site_and_day_for_all_rows(file: Path) -> None:
    file.write_text("seller,plan\nS-ADA,individual\n")
    assert run(file, "--site", "na", "--as-of", "2026-01-13").exit_code == 0
    assert Standing.objects.get().as_of.isoformat() == "2026-01-13T08:00:00+00:00"


def test_the_sample_can_be_taken_in_once_its_seller_is_known(file: Path) -> None:
    sample = run("--sample").output
    file.write_text(sample.replace("A1B2C3D4E5", "S-ADA"))
    assert run(file).output == "1 standings changed by 1 of 1 lines.\n"


@pytest.mark.parametrize(
    ("content", "arguments", "says"),
    [
        (None, [], "No such file"),
        ("", [], "The file is empty."),
        (GOOD, ["--site", "mars"], "There is no site 'mars'; there are na."),
        ("seller,plan\n", ["--site", "na", "--as-of", "soon"], "'soon' is no date"),
        ("seller,plan\n", [], "A column is missing: site"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_says_why(
    file: Path, content: str | None, arguments: list[str], says: str
) -> None:
    if content is not None:
        file.write_text(content)
    result = run(file, *arguments)
    assert result.exit_code == 2
    assert says in result.output
    assert not StandingImport.objects.exists()


def test_without_a_file_it_says_what_to_name() -> None:
    assert "Name the file, or ask for --sample." in run().output


def test_a_file_that_is_too_big_is_not_read(file: Path, settings: pytest.FixtureRequest) -> None:
    settings.STANDING_MAX_BYTES = 10  # type: ignore[attr-defined]
    file.write_text(GOOD)
    result = run(file)
    assert result.exit_code == 2
    assert "bigger than 10 bytes" in result.output
