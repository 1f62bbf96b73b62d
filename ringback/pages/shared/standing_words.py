"""What is said of a file of standings: each thing that can be wrong, and what to write instead. Pages and the command say the same."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ringback.rules.standing.sheet import Unreadable


def unreadable(wrong: Unreadable) -> str:
    """Why nothing of a file can be used."""
    said = {
        "empty": _("The file is empty. Its first line names the columns."),
        "encoding": _("The file’s characters cannot be read. Save it as “CSV UTF-8”."),
        "binary": _("This is no text file. In a spreadsheet, choose “Save as” and then “CSV UTF-8”."),
        "quotes": _(
            "The quotation marks around line %(what)s do not match. Double a quotation mark inside a cell."
        ),
        "twice": _("Two columns are called “%(what)s”. Remove one of them."),
    }
    known = said.get(wrong.why) or _("A column is missing: %(what)s. The first line names the columns.")
    return known % {"what": wrong.what}


def too_big(limit: int) -> str:
    return _("The file is bigger than %(n)s bytes. Divide it into several files.") % {"n": f"{limit:,}"}


def problem(one: Mapping[str, Any]) -> str:
    """Why a cell, a line or a column is wrong, and what to write."""
    why = str(one["why"])
    return reasons().get(why, why) % {"cell": one["cell"], "what": one["what"]}


def reasons() -> dict[str, str]:
    return {
        "column": _("No fact has this name. Remove the column, or name it as in the sample."),
        "owned": _("On site %(what)s this fact belongs to the desk; a file may not set it. Remove the column."),
        "cells": _("The line has more cells than there are columns. Put a cell with the delimiter into quotation marks."),
        "missing": _("The cell is empty, and it is needed."),
        "seller": _("No seller of this desk has the id “%(cell)s”."),
        "again": _("The same seller and site stand in line %(what)s already. Leave one of the lines."),
        "site": _("There is no site “%(cell)s”. Write one of: %(what)s."),
        "code": _("“%(cell)s” is no seller id: at most 32 characters, without spaces."),
        "scientific": _("“%(cell)s” was shortened by the spreadsheet. Format the column as text and export it again."),
        "choice": _("“%(cell)s” is not known. Write one of: %(what)s."),
        "flag": _("“%(cell)s” is neither yes nor no."),
        "number": _("“%(cell)s” is no number. Write it as 1234.5."),
        "thousands": _("“%(cell)s” may be read in two ways. Write it without a thousands separator, as 1234.5."),
        "percent": _("“%(cell)s” is a percentage, and this fact is none."),
        "bounds": _("“%(cell)s” is out of bounds (%(what)s)."),
        "date": _("“%(cell)s” is no date. Write it as 2026-01-31."),
        "future": _("“%(cell)s” lies in the future."),
        "plus": _("“%(cell)s” begins without + and country. Write +86 138 1234 5678; format the column as text, or the spreadsheet takes the + away."),
        "phone": _("“%(cell)s” is no telephone number. Write it with its country, as +86 138 1234 5678."),
    }  # fmt: skip
