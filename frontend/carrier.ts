// Which tab carries the sound of a call: the one where it was answered. When that one closes, another tab of this browser
// takes over by itself; a second device or browser does so only when somebody clicks there.
import { tab } from "./tab";

const LOCK = "ringback-call";
const HERE = "ringback-call-here";
const BROWSER = "ringback-call-browser";
const FRESH = 60_000; // milliseconds between the click that accepts and the call that it leads to

let letGo: (() => void) | null = null;
let queue: AbortController | null = null;

/** From the click that answers or accepts: the call that follows is this tab's. */
export function claim(): void {
  sessionStorage.setItem(HERE, `${tab} ${Date.now()}`);
  localStorage.setItem(BROWSER, String(Date.now()));
}

/** From now on it is another browser's. This one's other tabs go on waiting until the page shows no call. */
export function disown(): void {
  sessionStorage.removeItem(HERE);
  localStorage.removeItem(BROWSER);
}

/** Calls `enter` when the sound of this attempt is ours to carry, perhaps much later or never; `left` when another tab takes it. */
export function carry(attempt: string, enter: () => void, left: () => void): void {
  const here = belongs(sessionStorage.getItem(HERE)?.split(" "), attempt);
  if (!here && !belongs([tab, localStorage.getItem(BROWSER) ?? ""], attempt)) return;
  if (!navigator.locks) {
    if (here) begin(attempt, enter);
    return;
  }
  queue = new AbortController();
  const how: LockOptions = here ? { steal: true } : { signal: queue.signal };
  navigator.locks
    .request(LOCK, how, () => new Promise<void>((over) => { letGo = over; begin(attempt, enter); }))
    .catch(() => { if (letGo) stolen(left); });
}

function stolen(left: () => void): void {
  letGo = null;
  sessionStorage.removeItem(HERE);
  left();
}

/** Leaves it to the next tab, or stops waiting for it. */
export function release(): void {
  const over = letGo;
  letGo = null;
  over?.();
  queue?.abort();
  queue = null;
}

/** `mark` is a tab, and when somebody clicked in it or the attempt that followed. */
function belongs(mark: string[] | undefined, attempt: string): boolean {
  const [whose, what] = mark ?? [];
  return whose === tab && (what === attempt || Date.now() - Number(what) < FRESH);
}

function begin(attempt: string, enter: () => void): void {
  sessionStorage.setItem(HERE, `${tab} ${attempt}`);
  localStorage.setItem(BROWSER, attempt);
  enter();
}
