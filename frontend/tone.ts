// What an agent hears while the seller is rung.
let context: AudioContext | null = null;
let timer = 0;

export function startTone(): void {
  document.addEventListener("htmx:afterSettle", look);
  look();
}

function look(): void {
  const wanted = document.querySelector("[data-ringing-tone]") !== null;
  if (wanted && !timer) { beep(); timer = window.setInterval(beep, 4_000); }
  if (!wanted && timer) { clearInterval(timer); timer = 0; }
}

function beep(): void {
  context ??= new AudioContext();
  if (context.state !== "running") void context.resume();
  const tone = context.createOscillator(), loud = context.createGain();
  tone.frequency.value = 425;
  loud.gain.value = 0.06;
  tone.connect(loud).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 1);
}
