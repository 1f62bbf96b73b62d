"""Foreign keys point the way the imports of `records` do, so a table can be moved like a file."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent


def layers() -> dict[str, int]:
    """Depth of each part of records, 0 on top, from the contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract for contract in contracts if contract["id"] == "records")["layers"]
    return {part.strip(): depth for depth, row in enumerate(rows) for part in row.split("|")}


def test_a_table_points_only_at_its_own_part_or_below() -> None:
    depth = layers()
    upward = []
    for model in apps.get_app_config("ringback").get_models():
        here = model.__module__.split(".")[2]
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            if not field.related_model.__module__.startswith("ringback."):
                continue
            there = field.related_model.__module__.split(".")[2]
            if there != here and depth[there] <= depth[here]:
                upward.append(f"{model.__name__}.{field.name} → {field.related_model.__name__}")
    assert upward == []
