// What an agent hears: a chime when somebody is reserved for them, and a tone while the seller is rung.
import { callFor } from "./attention";
import { canSound, play, startSound, type Cadence } from "./sound";

const RINGING: Cadence = { pitches: [425], bursts: [[0, 1]], every: 4, loud: 0.06 };
const CHIME: Cadence = { pitches: [660, 880], bursts: [[0, 0.12], [0.2, 0.4]], every: 5, loud: 0.08 };

const going = new Map<string, () => void>();

export function startTone(): void {
  startSound(look);
}

function look(): void {
  const reserved = document.querySelector<HTMLElement>("[data-reserved]");
  goesOn("title", reserved !== null, () => callFor(reserved?.dataset.title ?? ""));
  goesOn("chime", reserved !== null && canSound(), () => alone("chime", CHIME));
  goesOn("tone", document.querySelector("[data-ringing-tone]") !== null && canSound(), () => alone("tone", RINGING));
}

/** Begins what is wanted and not there yet, and ends what is not wanted any more. */
function goesOn(name: string, wanted: boolean, begin: () => () => void): void {
  if (wanted && !going.has(name)) going.set(name, begin());
  if (wanted) return;
  going.get(name)?.();
  going.delete(name);
}

/** One tab of all that show it sounds. */
function alone(name: string, cadence: Cadence): () => void {
  if (!navigator.locks) return play(cadence);
  let end: (() => void) | null = null, over = false;
  void navigator.locks.request(`ringback-${name}`, { ifAvailable: true }, (lock) =>
    lock && !over
      ? new Promise<void>((done) => { const silence = play(cadence); end = () => { silence(); done(); }; })
      : undefined);
  return () => { over = true; end?.(); };
}
