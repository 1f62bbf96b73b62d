// The sound of this page: silent until a click or a key, as browsers want it; then tones made here, none downloaded.
import { mine, sayMine } from "./live";

/** Pitches in Hz; bursts and `every` in seconds; `loud` from 0 to 1. */
export interface Cadence { pitches: number[]; bursts: [number, number][]; every: number; loud: number }

const LONGEST = 120; // seconds; whoever stops it comes first
const SOFT = 0.008; // seconds in which a tone comes and goes, so that it does not crack

const context = new AudioContext();
const onChanges = new Set<() => void>();

export const canSound = (): boolean => context.state === "running";

export function startSound(changed: () => void = () => undefined): void {
  onChanges.add(changed);
  context.onstatechange = show;
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, wake, { capture: true });
  document.addEventListener("htmx:afterSettle", show);
  show();
}

/** Plays it from now on and returns what stops it. All is planned ahead: timers of hidden pages are too slow to ring by. */
export function play(cadence: Cadence): () => void {
  const volume = context.createGain(), begin = context.currentTime;
  volume.gain.value = 0;
  for (let at = begin; at < begin + LONGEST; at += cadence.every)
    for (const [from, until] of cadence.bursts) {
      volume.gain.setTargetAtTime(cadence.loud, at + from, SOFT);
      volume.gain.setTargetAtTime(0, at + until, SOFT);
    }
  const tones = cadence.pitches.map((pitch) => {
    const tone = new OscillatorNode(context, { frequency: pitch });
    tone.connect(volume);
    tone.start();
    tone.stop(begin + LONGEST);
    return tone;
  });
  volume.connect(context.destination);
  return () => {
    for (const tone of tones) tone.stop();
    volume.disconnect();
  };
}

/** Only a click or a key may start sound; this is called from one. */
function wake(event: Event): void {
  if (!canSound()) void context.resume();
  const asked = (event.target as Element).closest("[data-start-sound]");
  if (asked && "Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

function show(): void {
  for (const each of document.querySelectorAll<HTMLElement>("[data-needs-click]")) each.hidden = canSound();
  if (mine.canRing !== canSound()) { mine.canRing = canSound(); sayMine(); }
  for (const each of onChanges) each();
}
