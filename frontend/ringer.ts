// The ring in this browser. A page sounds only if its sound was started by a click and the desk said yes to this tab.
import { mine, sayMine, tab } from "./live";
import { post } from "./post";

const CADENCE = [0, 0.4, 0.6, 1.0]; // two bursts, then a pause, as a telephone rings
const PERIOD_MS = 3_000;

let sound: AudioContext | null = null;
let ringing: string | null = null;
let timer = 0;
const asked = new Set<string>();
const title = document.title;

export function startRinger(): void {
  sound = new AudioContext();
  sound.onstatechange = show;
  document.addEventListener("click", start, { capture: true });
  document.addEventListener("keydown", start, { capture: true });
  document.addEventListener("htmx:afterSettle", () => void look());
  show();
  void look();
}

/** Only a click or a key may start sound; this is called from one. */
function start(): void {
  if (sound?.state !== "running") void sound?.resume().then(show);
}

function show(): void {
  const running = sound?.state === "running";
  if (mine.canRing !== running) { mine.canRing = running; sayMine(); }
  for (const each of document.querySelectorAll<HTMLElement>("[data-needs-click]")) each.hidden = running;
  void look();
}

function bar(): HTMLElement | null { return document.querySelector<HTMLElement>("[data-attempt][data-ring-url]"); }

async function look(): Promise<void> {
  show_needs_click();
  const calling = bar();
  if (!calling) return hush();
  const attempt = calling.dataset.attempt!;
  if (ringing === attempt || asked.has(attempt) || sound?.state !== "running") return;
  asked.add(attempt);
  try {
    const answer = await post(calling.dataset.ringUrl!, { tab });
    if (answer.ok) ring(attempt);
    else if (answer.status >= 500) asked.delete(attempt);
  } catch { asked.delete(attempt); }
}

function show_needs_click(): void {
  const running = sound?.state === "running";
  for (const each of document.querySelectorAll<HTMLElement>("[data-needs-click]")) each.hidden = running;
}

function ring(attempt: string): void {
  ringing = attempt;
  document.documentElement.dataset.rings = attempt;
  notify();
  burst();
  timer = window.setInterval(() => { burst(); flash(); }, PERIOD_MS);
}

function hush(): void {
  if (!ringing) return;
  ringing = null;
  delete document.documentElement.dataset.rings;
  clearInterval(timer);
  document.title = title;
}

function burst(): void {
  if (!sound) return;
  for (let at = 0; at < CADENCE.length; at += 2) {
    for (const pitch of [440, 480]) {
      const tone = sound.createOscillator(), loud = sound.createGain();
      tone.frequency.value = pitch;
      loud.gain.value = 0.12;
      tone.connect(loud).connect(sound.destination);
      tone.start(sound.currentTime + CADENCE[at]!);
      tone.stop(sound.currentTime + CADENCE[at + 1]!);
    }
  }
}

function flash(): void {
  const text = bar()?.dataset.title;
  document.title = document.title === title && text ? text : title;
}

function notify(): void {
  const calling = bar();
  if (calling?.dataset.title && "Notification" in window && Notification.permission === "granted" && document.hidden)
    new Notification(calling.dataset.title, { tag: "ringback" });
}
