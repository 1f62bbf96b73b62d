// The ring in this browser. A page sounds only if its sound was started by a click and the desk said yes to this tab.
import { callFor } from "./attention";
import { post } from "./post";
import { canSound, play, startSound, type Cadence } from "./sound";
import { tab } from "./tab";

const RING: Cadence = { pitches: [440, 480], bursts: [[0, 0.4], [0.6, 1.0]], every: 3, loud: 0.12 };

const asked = new Set<string>();
let ringing: string | null = null;
let hush: () => void = () => undefined;

export function startRinger(): void {
  startSound(() => void look());
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-truth-bar=calling] button")) hush(); // at once, not when the desk has heard
  });
}

/** The attempt that the truth bar shows, if it can ring here. */
function calling(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-truth-bar=calling][data-ring-url]");
}

async function look(): Promise<void> {
  const bar = calling(), attempt = bar?.dataset.attempt;
  if (ringing && ringing !== attempt) stop();
  if (!bar || !attempt || asked.has(attempt) || !canSound()) return;
  asked.add(attempt);
  const answer = await post(bar.dataset.ringUrl!, { tab }).catch(() => null);
  if (answer === null || answer.status >= 500) asked.delete(attempt); // the next look asks again
  else if (answer.ok && calling()?.dataset.attempt === attempt) ring(attempt, bar.dataset.title ?? "");
}

function ring(attempt: string, title: string): void {
  ringing = attempt;
  document.documentElement.dataset.rings = attempt;
  const silence = play(RING), calm = callFor(title);
  hush = () => { silence(); calm(); hush = () => undefined; };
}

function stop(): void {
  hush();
  ringing = null;
  delete document.documentElement.dataset.rings;
}
