"""Opens one uploaded file in a process that can do nothing else: limited time and memory, no files, no network.

Run as a program with the kind and the greatest number of pixels as arguments; the file on standard input. Standard output
begins with one JSON line, and for an image the re-encoded file follows. It imports nothing of the desk.
"""

import io
import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms, ImageOps

CPU_SECONDS = 5
MEMORY = 512 * 1024 * 1024
INFLATED = 64 * 1024 * 1024
WRITE_AS: dict[str, dict[str, object]] = {
    "jpeg": {"quality": 90, "subsampling": 0},
    "png": {"compress_level": 3},
    "webp": {"quality": 90, "method": 1, "use_sharp_yuv": True},
}
LOSSLESS = b"VP8L"  # the chunk of a WebP that loses nothing: a screenshot stays as sharp as it was
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
# What a PDF can do beside being read. Names are compared after undoing #xx escapes.
ACTIVE = rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b"
ACTIVE_SHORT = rb"/JS\b"  # too short to be looked for in compressed bytes, where chance writes it


class Refused(Exception):
    """The file is not taken; the one argument is the reason's name."""


def warm_up() -> None:
    """Pillow loads its parts when first needed, which is not possible any more once the door is shut."""
    for kind in WRITE_AS:
        once = io.BytesIO()
        Image.new("RGB", (1, 1)).save(once, kind.upper(), icc_profile=SRGB.tobytes())
        image(once.getvalue(), kind, max_pixels=1)


def lock_in() -> None:
    """No further file descriptor can be made after this, so neither a file nor a socket can be opened."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def image(content: bytes, kind: str, max_pixels: int) -> bytes:
    """The picture alone: turned as its camera said, without EXIF, comments or further frames."""
    out = io.BytesIO()
    exact = {"lossless": True} if kind == "webp" and LOSSLESS in content else {}
    plain = _decoded(content, kind, max_pixels)
    try:
        plain.save(out, kind.upper(), **WRITE_AS[kind], **exact)
    except ValueError as overflow:  # what WebP says of noise that no partition of it can hold
        raise Refused("heavy") from overflow
    return out.getvalue()


def _decoded(content: bytes, kind: str, max_pixels: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, checked before a pixel is decoded
    try:
        opened = Image.open(io.BytesIO(content), formats=[kind.upper()])
        if opened.width * opened.height > max_pixels:
            raise Refused("pixels")
        ImageOps.exif_transpose(opened, in_place=True)
        seen = _as_seen(opened)
        # A copy, so that the decoder and its buffers are gone before the encoder wants as much.
        return _in_plain_colours(seen.copy() if seen is opened else seen, kind)
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise Refused("broken") from broken


def _as_seen(picture: Image.Image) -> Image.Image:
    """In sRGB and 8 bit. A profile that cannot be read is passed over, as whoever shows pictures does."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    profile = picture.info.get("icc_profile")
    if not profile:
        return picture
    mode = "RGBA" if _is_clear(picture) else "RGB"
    flat = picture.convert(mode) if picture.mode in ("P", "PA") else picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(flat, source, SRGB, outputMode=mode) or flat
    except (ImageCms.PyCMSError, OSError):
        return picture


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _in_plain_colours(picture: Image.Image, kind: str) -> Image.Image:
    clear = kind != "jpeg" and _is_clear(picture)
    mode = "RGBA" if clear else "L" if picture.mode == "L" and kind != "webp" else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.info.clear()
    return plain


def pages_of_pdf(content: bytes) -> int:
    """Number of pages of a PDF that is whole, open to everybody and inert."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Refused("broken")
    pages = 0
    for part in (content, *_object_streams(content)):
        plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), part)
        if re.search(rb"/Encrypt\b", plain):
            raise Refused("encrypted")
        if re.search(ACTIVE, plain) or re.search(ACTIVE_SHORT, _without_streams(plain)):
            raise Refused("active")
        pages += len(re.findall(rb"/Type\s*/Page\b", plain))
    if not pages:
        raise Refused("broken")
    return pages


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Objects may hide in compressed streams; those of fonts and pictures hold none and are passed over."""
    left = INFLATED
    for found in re.finditer(rb"/Type\s*/ObjStm\b.{0,400}?stream\r?\n", content, re.DOTALL):
        try:
            inside = zlib.decompressobj().decompress(content[found.end() :], left)
        except zlib.error as broken:
            raise Refused("broken") from broken
        left -= len(inside)
        if left <= 0:
            raise Refused("heavy")
        yield inside


def _without_streams(part: bytes) -> bytes:
    return re.sub(rb"\bstream\r?\n.*?\bendstream\b", b"", part, flags=re.DOTALL)


def main() -> None:
    kind, max_pixels = sys.argv[1], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    warm_up()
    lock_in()
    told: dict[str, object] = {}
    body = b""
    try:
        if kind == "pdf":
            told["pages"] = pages_of_pdf(content)
        else:
            body = image(content, kind, max_pixels)
    except Refused as refused:
        told["refused"] = str(refused)
    except MemoryError:
        told["refused"] = "heavy"
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
