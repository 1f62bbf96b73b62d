"""The browser of the tests: RINGBACK_CHROMIUM, one on PATH, or Debian's in a private folder with a Chinese font."""

import os
import shutil
import subprocess

import debian
from steps import CACHE, quietly

LEAST_CHROMIUM = 120
FOLDER = CACHE / "chromium"
PRIVATE = FOLDER / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FONTS = """\
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{folder}/usr/share/fonts</dir><cachedir>{folder}/.fonts</cachedir></fontconfig>
"""
LAUNCHER = """\
#!/bin/sh
here="{folder}"
export LD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/usr/lib/chromium/chromium" "$@"
"""


def on_the_machine() -> bool:
    named = os.environ.get("RINGBACK_CHROMIUM")
    found = [named] if named else [path for path in map(shutil.which, NAMES) if path]
    return any(_major(program) >= LEAST_CHROMIUM for program in found)


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return next((int(word.split(".")[0]) for word in said.split() if word.split(".")[0].isdigit()), 0)


def fetch() -> None:
    debian.unpack(["chromium", "fonts-wqy-zenhei"], FOLDER)
    triplet = f"{os.uname().machine}-linux-gnu"
    usual = f"$here/usr/lib/{triplet}"
    libraries = f"{usual}:{usual}/nss:{usual}/pulseaudio:$here/lib/{triplet}"
    (FOLDER / "fonts.conf").write_text(FONTS.format(folder=FOLDER))
    PRIVATE.write_text(LAUNCHER.format(folder=FOLDER, libraries=libraries))
    PRIVATE.chmod(0o755)
    quietly([str(PRIVATE), "--version"], advice=debian.ELSEWHERE)
