"""`ringback replay` as somebody types it."""

import gzip
import json
from pathlib import Path

from click.testing import CliRunner, Result

from ringback.cli.replay import command
from ringback.simulation.replay.records import COLUMNS
from tests.simulation.replay.test_replay import PAST, PRESENT

FIGURES = {"coverage", "mean_width_s", "winkler_s", "mae_s"}


def a_file(folder: Path) -> Path:
    rows = [
        f"{number},{call.day},{call.type},{call.priority},0,{call.arrive},0,{int(call.queued)},{call.wait},"
        f"{'AGENT' if call.served else 'HANG'},{call.start},{call.service},{call.agent},{call.split}"
        for number, call in enumerate([*PAST, *PRESENT])
    ]
    file = folder / "calls.csv"
    file.write_text("\n".join([",".join(COLUMNS), *rows]))
    return file


def replays(file: Path, *how: str) -> Result:
    return CliRunner().invoke(command, [str(file), "--calibrate-on", "past", "--score-on", "present", *how])


def test_one_document_with_what_it_must_beat_beside_it(tmp_path: Path) -> None:
    document = json.loads(replays(a_file(tmp_path), "--json").stdout)
    assert set(document) == {"n", *FIGURES, "pinball", "start_differs", "baselines"}
    assert set(document["pinball"]) == {"0.05", "0.5", "0.95"}
    assert {name: set(one) for name, one in document["baselines"].items()} == dict.fromkeys(
        ("last_to_enter_service", "queue_length", "hour_mean"), FIGURES
    )


def test_a_packed_file_says_the_same_and_a_person_reads_a_table(tmp_path: Path) -> None:
    file = a_file(tmp_path)
    packed = tmp_path / "calls.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert replays(packed).stdout == replays(file).stdout
    assert "queue_length" in replays(file).stdout


def test_what_cannot_be_used_is_said_and_ends_with_two(tmp_path: Path) -> None:
    file = a_file(tmp_path)
    missing = CliRunner().invoke(command, [str(file), "--score-on", "nowhere"])
    assert missing.exit_code == 2
    assert "no served call of the split 'nowhere' had waited; splits are past, present" in missing.stderr
    for name, content, says in (
        ("cut.csv.gz", gzip.compress(file.read_bytes())[:-20], "not a whole gzip file"),
        ("plain.csv.gz", file.read_bytes(), "not a whole gzip file"),
        ("bytes.csv", b"\xff\xfe", "not UTF-8 text"),
        ("empty.csv", b"", "line 1: missing columns: id, date"),
    ):
        other = tmp_path / name
        other.write_bytes(content)
        refused = replays(other)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert says in refused.stderr
    assert "No such file" in replays(tmp_path / "none.csv").stderr
