"""Tones to speak with, and what is heard of them: a steady tone per side, found by FFT in the track that was received."""

import wave
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

RATE = 48_000
SELLER_HZ, AGENT_HZ = 600, 1_000

# Samples of the remote track, taken by the page itself. Nothing of ours is asked but which element plays.
LISTEN = """async (seconds) => {
  const stream = document.querySelector('#call-audio').srcObject;
  if (!stream || !stream.getAudioTracks().length) return {rate: 0, samples: []};
  const context = new AudioContext();
  await context.resume();
  const source = context.createMediaStreamSource(stream);
  const taker = context.createScriptProcessor(4096, 1, 1);
  const samples = [];
  taker.onaudioprocess = (event) => { samples.push(...event.inputBuffer.getChannelData(0)); };
  source.connect(taker);
  taker.connect(context.destination);
  await new Promise((done) => setTimeout(done, seconds * 1000));
  taker.disconnect();
  const rate = context.sampleRate;
  await context.close();
  return {rate, samples: samples.map((each) => Math.round(each * 32767))};
}"""

# The browser's own speech filters would take a steady tone for noise and remove it.
RAW_MICROPHONE = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => ask(wish.audio
  ? {...wish, audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false}} : wish);
"""


def tone(path: Path, pitch: int, seconds: int = 10) -> Path:
    """A WAV file; whole periods, so that it may be repeated without a click."""
    time = np.arange(RATE * seconds) / RATE
    samples = (0.4 * 32767 * np.sin(2 * np.pi * pitch * time)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def strongest(heard: dict[str, Any]) -> tuple[float, float]:
    """(pitch in Hz, how far it stands above the median of the spectrum in dB); (0, 0) for silence."""
    samples = np.asarray(heard["samples"], dtype=float)
    if len(samples) < 8_192 or np.abs(samples).max() < 30:
        return 0.0, 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    pitches = np.fft.rfftfreq(len(samples), 1 / heard["rate"])
    band = (pitches > 200) & (pitches < 3_000)
    top = int(np.argmax(np.where(band, spectrum, 0)))
    floor = float(np.median(spectrum[band])) or 1e-9
    return float(pitches[top]), 20 * float(np.log10(spectrum[top] / floor))


def hears(page: Page, pitch: int, seconds: float = 1.2) -> bool:
    """Whether this page receives a tone of `pitch` now."""
    found, above = strongest(page.evaluate(LISTEN, seconds))
    return abs(found - pitch) < 12 and above > 20
