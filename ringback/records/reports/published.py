"""The levels that the presets of some sites have published, read once for each state of their files."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ringback.records.desk.models import Site
from ringback.rules.reports.levels import Level, levels_of


def levels_for(sites: Sequence[Site]) -> list[Level]:
    """Of the presets that these sites follow, as far as they are about one of them. Raises WrongLevels."""
    slugs = {site.slug for site in sites}
    names = dict.fromkeys(site.rulebook_name for site in sites)
    found = [level for name in names for level in levels_of_preset(name)]
    return [level for level in found if level.site == "" or level.site in slugs]


def levels_of_preset(name: str) -> tuple[Level, ...]:
    """Empty where the preset has published nothing. Raises WrongLevels."""
    path = settings.POLICIES / name / "levels.toml"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else ()


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> tuple[Level, ...]:
    return levels_of(path.read_text(encoding="utf-8"), file=f"{path.parent.name}/{path.name}")
