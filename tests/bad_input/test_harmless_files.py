"""Forty harmless files pass, and look as they did; files that lie about what they are, are told by what they hold."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from ringback.records.cases import evidence
from tests.bad_input.harmless import Harmless, jpegs, on_white, pngs, scene, webps
from tests.bad_input.papers import papers

FILES = [*jpegs(), *pngs(), *webps(), *papers()]
PORTAL = "http://portal.localhost:8080"


def test_there_are_forty() -> None:
    assert len({(one.kind, one.name) for one in FILES}) == len(FILES) >= 40


@pytest.mark.parametrize("file", FILES, ids=lambda one: f"{one.kind}: {one.name}")
def test_it_passes_and_looks_the_same(file: Harmless, tmp_path: Path) -> None:
    kept = evidence.opened_safely(file.content)
    assert kept.kind == file.kind
    if file.looks is None:
        assert (kept.content, kept.pages) == (file.content, file.pages)
        return
    (tmp_path / "kept").write_bytes(kept.content)
    seen = on_white(Image.open(tmp_path / "kept"))
    assert seen.size == file.looks.size
    off = ImageStat.Stat(ImageChops.difference(seen, file.looks)).mean
    assert max(off) <= file.off, off


def test_another_picture_would_not_pass_for_the_same() -> None:
    """The measure is worth something: a turned or a recoloured picture is far off."""
    for other in (scene().transpose(Image.Transpose.ROTATE_180), Image.merge("RGB", scene().split()[::-1])):
        assert max(ImageStat.Stat(ImageChops.difference(other, scene())).mean) > 15
