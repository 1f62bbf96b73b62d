// What an agent hears: a chime when somebody is reserved for them, and a tone while the seller is rung.
import { callFor } from "./attention";
import { canSound, play, startSound, type Cadence } from "./sound";

const RINGING: Cadence = { pitches: [425], bursts: [[0, 1]], every: 4, loud: 0.06 };
const CHIME: Cadence = { pitches: [660, 880], bursts: [[0, 0.12], [0.2, 0.4]], every: 5, loud: 0.08 };

const heard: Record<string, (() => void) | undefined> = {};

export function startTone(): void {
  startSound(look);
}

function look(): void {
  sounds("[data-ringing-tone]", () => play(RINGING));
  sounds("[data-reserved]", (card) => {
    const silence = play(CHIME), calm = callFor(card.dataset.title ?? "");
    return () => { silence(); calm(); };
  });
}

/** One tab of all sounds; it goes on for as long as the page shows the element. */
function sounds(selector: string, begin: (element: HTMLElement) => () => void): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) {
    heard[selector]?.();
    delete heard[selector];
  } else if (!heard[selector] && canSound()) {
    heard[selector] = () => undefined;
    alone(selector, () => {
      if (!document.querySelector(selector)) return Promise.resolve();
      const end = begin(element);
      return new Promise<void>((over) => { heard[selector] = () => { end(); over(); }; });
    });
  }
}

function alone(name: string, work: () => Promise<void>): void {
  if (!navigator.locks) void work();
  else void navigator.locks.request(`ringback${name}`, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
