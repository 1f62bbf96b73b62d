// The server's clock: a page carries its time and each heartbeat's answer corrects it, so that a wrong clock here does no harm.
const SLACK = 2_000; // milliseconds; a Date header knows whole seconds only, and its way here takes a moment

const stamped = document.documentElement.dataset.now;
let ahead = stamped ? Date.parse(stamped) - Date.now() : 0;

/** Milliseconds since 1970, as the server counts them. */
export const now = (): number => Date.now() + ahead;

/** Set the clock by the Date header of an answer that has just come; a page out of the browser's history is old. */
export function correct(answer: Response): void {
  const told = Date.parse(answer.headers.get("Date") ?? "");
  if (Math.abs(told - now()) > SLACK) ahead = told - Date.now();
}

/** 14:47:32 in the reader's zone. */
export function clockTime(at: number, zone = document.documentElement.dataset.zone): string {
  return new Date(at).toLocaleTimeString("en-GB", { timeZone: zone || undefined });
}
