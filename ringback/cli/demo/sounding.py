"""A person of the demo who really sounds: a page's side of the in-app call, without a browser."""

import asyncio
import fractions
import logging
import math
from array import array
from typing import Any

import httpx
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.contrib.media import MediaBlackhole
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame

from ringback.cli.demo.browser import Browser

log = logging.getLogger("ringback.demo")

RATE = 48_000
FRAME = RATE // 50
# A greeting of four notes and a pause, in Hz and seconds; made up for the demo.
MELODY = ((523.25, 0.35), (659.25, 0.35), (783.99, 0.35), (1046.5, 0.7), (0.0, 1.4))
LOUD = 0.22
FADE = 0.02


class Melody(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._began: float | None = None
        samples = _melody()
        self._length, self._samples = len(samples), samples + samples[:FRAME]

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._began = self._began if self._began is not None else loop.time()
        await asyncio.sleep(max(0.0, self._began + self._at / RATE - loop.time()))
        start = self._at % self._length
        piece = self._samples[start : start + FRAME]
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update(piece.tobytes())
        frame.pts, frame.sample_rate, frame.time_base = self._at, RATE, fractions.Fraction(1, RATE)
        self._at += FRAME
        return frame


def _melody() -> "array[int]":
    samples = array("h")
    for pitch, seconds in MELODY:
        length = int(RATE * seconds) // FRAME * FRAME
        for n in range(length):
            fade = min(1.0, n / (FADE * RATE), (length - n) / (FADE * RATE))
            samples.append(int(32_767 * LOUD * fade * math.sin(2 * math.pi * pitch * n / RATE)))
    return samples


class Voice:
    """Joins an attempt, sounds, and listens into the void until it is closed."""

    def __init__(self, browser: Browser, attempt: str) -> None:
        self._browser, self._attempt = browser, attempt
        self._peer: RTCPeerConnection | None = None
        self._epoch = 0
        self._role = "seller"
        self._signals: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def speak(self) -> None:
        """Until it is cancelled."""
        self._browser.on_signal = self._signals.put_nowait
        try:
            answer = await self._browser.send(
                "/live/join", {"attempt": self._attempt, "tab": self._browser.tab}
            )
            if answer.status_code != httpx.codes.OK:
                log.info("joining the sound was refused: %s", answer.status_code)
                return
            self._role = answer.json()["role"]
            self._browser.in_attempt = self._attempt
            while True:
                await self._got(await self._signals.get())
        finally:
            self._browser.in_attempt = None
            self._browser.on_signal = lambda _: None
            if self._peer is not None:
                await self._peer.close()

    async def _got(self, signal: dict[str, Any]) -> None:
        if signal["attempt"] != self._attempt:
            return
        if signal["kind"] == "begin":
            await self._begin(signal["epoch"])
        elif signal["epoch"] == self._epoch and self._peer is not None:
            await self._go_on(self._peer, signal)

    async def _begin(self, epoch: int) -> None:
        if self._peer is not None:
            await self._peer.close()
        self._epoch = epoch
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.addTrack(Melody())
        hole = MediaBlackhole()
        self._peer.on("track", hole.addTrack)
        if self._role == "agent":
            await self._peer.setLocalDescription(await self._peer.createOffer())
            await self._send("offer")
        await hole.start()

    async def _go_on(self, peer: RTCPeerConnection, signal: dict[str, Any]) -> None:
        if signal["kind"] in ("offer", "answer"):
            told = signal["data"]
            await peer.setRemoteDescription(RTCSessionDescription(sdp=told["sdp"], type=told["type"]))
            if signal["kind"] == "offer":
                await peer.setLocalDescription(await peer.createAnswer())
                await self._send("answer")
        elif signal["kind"] == "ice":
            await _add_candidate(peer, signal["data"])

    async def _send(self, kind: str) -> None:
        assert self._peer is not None
        told = {"type": self._peer.localDescription.type, "sdp": self._peer.localDescription.sdp}
        body = {
            "attempt": self._attempt,
            "tab": self._browser.tab,
            "kind": kind,
            "epoch": self._epoch,
            "data": told,
        }
        await self._browser.send("/live/signal", body)


async def _add_candidate(peer: RTCPeerConnection, told: dict[str, Any]) -> None:
    text = (told or {}).get("candidate", "")
    # Names of the local network mean nothing outside of the browser; the other side's own request shows its address.
    if not text or ".local " in text:
        return
    candidate = candidate_from_sdp(text.split(":", 1)[1])
    candidate.sdpMid, candidate.sdpMLineIndex = told.get("sdpMid"), told.get("sdpMLineIndex")
    await peer.addIceCandidate(candidate)
