"""Colour profiles as cameras put them into pictures: three primaries and a curve."""

import struct

Primary = tuple[float, float, float]
# Red, green and blue of sRGB as ICC profiles have them (D50); IEC 61966-2-1, adapted.
MATRIX_OF_SRGB: tuple[Primary, Primary, Primary] = (
    (0.4361, 0.2225, 0.0139),
    (0.3851, 0.7169, 0.0971),
    (0.1431, 0.0606, 0.7139),
)
WHITE: Primary = (0.9642, 1.0, 0.8249)
GAMMA = 2.2


def a_profile(primaries: tuple[Primary, Primary, Primary]) -> bytes:
    """A whole ICC profile of version 2."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, int(GAMMA * 256)) + bytes(2)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 2) + b"x\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0" + bytes(3),
        b"wtpt": _xyz(WHITE),
        **{name: _xyz(one) for name, one in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    return _whole(tags)


def _xyz(values: Primary) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65_536) for value in values))


def _whole(tags: dict[bytes, bytes]) -> bytes:
    begin = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        table += name + struct.pack(">II", begin + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    head = struct.pack(">I4sI4s4s4s", begin + len(body), b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", *(round(value * 65_536) for value in WHITE))
    return head.ljust(128, b"\0") + table + body
