"""Forty files that people really send: each way in which cameras, scanners and programs write a picture or a PDF."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

from tests.bad_input.profiles import MATRIX_OF_SRGB, a_profile

SIZE = (192, 128)
TURNED = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_90",
    8: "ROTATE_270",
}
ORIENTATION = 0x0112


@dataclass(frozen=True)
class Harmless:
    """`looks` is how it is seen on white, None for a PDF, which is kept byte by byte; `off` is how far a point may be from it
    on average, of 255, by what the format itself loses."""

    name: str
    kind: str
    content: bytes
    looks: Image.Image | None = None
    off: float = 0.0
    pages: int | None = None


def scene() -> Image.Image:
    """A gradient, a red box, a green disc and a dark line: each channel, straight and round edges."""
    picture = Image.merge(
        "RGB",
        [
            Image.linear_gradient("L").resize(SIZE),
            Image.linear_gradient("L").rotate(90).resize(SIZE),
            Image.new("L", SIZE, 90),
        ],
    )
    draw = ImageDraw.Draw(picture)
    draw.rectangle((16, 16, 80, 60), fill=(200, 30, 30))
    draw.ellipse((104, 40, 176, 112), fill=(20, 160, 60))
    draw.line((0, 120, 191, 80), fill=(20, 20, 60), width=6)
    return picture


def on_white(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind.upper(), **options)
    return out.getvalue()


def half_clear() -> Image.Image:
    picture = scene().convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(SIZE))
    return picture


def jpegs() -> Iterator[Harmless]:
    seen = scene()
    swapped = Image.merge("RGB", [seen.getchannel(one) for one in "GRB"])
    ways: dict[str, dict[str, Any]] = {
        "fine": {"quality": 95, "subsampling": 0},
        "small": {"quality": 60, "subsampling": 2},
        "progressive": {"progressive": True, "quality": 90},
        "optimized": {"optimize": True, "quality": 90},
        "restart markers": {"restart_marker_blocks": 2, "quality": 90},
        "stored as RGB": {"keep_rgb": True, "quality": 95},
        "comment and density": {"comment": b"From the scanner", "dpi": (300, 300), "quality": 95},
    }
    for name, options in ways.items():
        yield Harmless(name, "jpeg", written(seen, "jpeg", **options), seen, 8)
    yield Harmless("grey", "jpeg", written(seen.convert("L"), "jpeg"), seen.convert("L").convert("RGB"), 4)
    yield Harmless("for print", "jpeg", written(seen.convert("CMYK"), "jpeg", quality=95), seen, 5)
    for tag, turn in TURNED.items():
        exif = Image.Exif()
        exif[ORIENTATION] = tag
        back = seen.transpose(Image.Transpose[turn])
        yield Harmless(f"held {tag}", "jpeg", written(back, "jpeg", exif=exif, quality=95), seen, 5)
    yield Harmless(
        "own colours", "jpeg", written(swapped, "jpeg", icc_profile=red_is_green(), quality=95), seen, 9
    )


def pngs() -> Iterator[Harmless]:
    seen, grey, clear = scene(), scene().convert("L"), half_clear()
    few = seen.quantize(16)
    yield Harmless("colours", "png", written(seen, "png"), seen)
    yield Harmless("clear", "png", written(clear, "png"), on_white(clear), 1)
    yield Harmless("grey", "png", written(grey, "png"), grey.convert("RGB"))
    yield Harmless(
        "grey and clear", "png", written(clear.convert("LA"), "png"), on_white(clear.convert("LA")), 1
    )
    yield Harmless("palette", "png", written(few, "png"), few.convert("RGB"))
    yield Harmless(
        "palette of four", "png", written(seen.quantize(4), "png", bits=2), seen.quantize(4).convert("RGB")
    )
    yield Harmless("clear palette", "png", written(few, "png", transparency=0), without(few, 0), 1)
    yield Harmless(
        "black and white", "png", written(grey.convert("1"), "png"), grey.convert("1").convert("RGB")
    )
    yield Harmless("16 bit grey", "png", sixteen_bits(grey), grey.convert("RGB"), 1)
    yield Harmless("16 bit colours", "png", deep_colours(seen), seen, 1)
    yield Harmless(
        "moving", "png", written(seen, "png", save_all=True, append_images=[Image.new("RGB", SIZE)]), seen
    )
    swapped = Image.merge("RGB", [seen.getchannel(one) for one in "GRB"])
    yield Harmless("own colours", "png", written(swapped, "png", icc_profile=red_is_green()), seen, 6)


def webps() -> Iterator[Harmless]:
    seen, clear = scene(), half_clear()
    still = {"save_all": True, "append_images": [Image.new("RGB", SIZE)], "duration": 100, "quality": 95}
    yield Harmless("lossy", "webp", written(seen, "webp", quality=90), seen, 6)
    yield Harmless("lossless", "webp", written(seen, "webp", lossless=True), seen, 3)
    yield Harmless("clear", "webp", written(clear, "webp", quality=95), on_white(clear), 6)
    yield Harmless("moving", "webp", written(seen, "webp", **still), seen, 6)
    exif = Image.Exif()
    exif[ORIENTATION] = 3
    turned = seen.transpose(Image.Transpose.ROTATE_180)
    yield Harmless("held 3", "webp", written(turned, "webp", exif=exif, quality=95), seen, 6)


def without(picture: Image.Image, index: int) -> Image.Image:
    """With one colour of its palette made clear, on white."""
    clear = picture.convert("RGBA")
    hole = picture.point(lambda at: 0 if at == index else 255, "L")
    clear.putalpha(hole)
    return on_white(clear)


def sixteen_bits(grey: Image.Image) -> bytes:
    rows = [grey.tobytes()[at * SIZE[0] : (at + 1) * SIZE[0]] for at in range(SIZE[1])]
    return raw_png(0, [b"".join(bytes([value, value]) for value in row) for row in rows])


def deep_colours(picture: Image.Image) -> bytes:
    width = 3 * SIZE[0]
    rows = [picture.tobytes()[at * width : (at + 1) * width] for at in range(SIZE[1])]
    return raw_png(2, [b"".join(bytes([value, value]) for value in row) for row in rows])


def raw_png(colours: int, rows: list[bytes]) -> bytes:
    """16 bit, which the library does not write."""
    head = struct.pack(">IIBBBBB", *SIZE, 16, colours, 0, 0, 0)
    chunks = [
        (b"IHDR", head),
        (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def red_is_green() -> bytes:
    """A profile in which the first channel is green and the second red: whoever passes over it sees other colours."""
    red, green, blue = MATRIX_OF_SRGB
    return a_profile((green, red, blue))
