// A form with data-autosave saves itself while it is being typed in, one save after the other, and says so.
import { clockTime, now } from "./clock";
import { token } from "./post";

const PAUSE = 800; // milliseconds without a key
const AGAIN = 4_000;

const SENDING = 10_000; // in which a form that was sent is not saved as well: what it became would begin anew

const timers = new WeakMap<HTMLFormElement, number>();
/** Saves under way; false when the desk could not be reached. */
const saves = new Map<HTMLFormElement, Promise<boolean>>();
const sent = new WeakMap<HTMLFormElement, number>();
const waiting = new WeakSet<HTMLFormElement>();

export function startAutosave(): void {
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    const form = field.form?.matches("[data-autosave]") ? field.form : null;
    if (form && !field.matches("[type=file]")) later(form, PAUSE);
  });
  document.addEventListener("submit", savesComeFirst, true);
  addEventListener("pagehide", () => {
    for (const form of forms()) if (timers.has(form) && !isSent(form)) save(form);
  });
}

const forms = (): NodeListOf<HTMLFormElement> => document.querySelectorAll<HTMLFormElement>("form[data-autosave]");
const isSent = (form: HTMLFormElement): boolean => performance.now() - (sent.get(form) ?? -SENDING) < SENDING;

/** A form that leaves the page is sent when what was typed is saved, so that the desk hears it in that order. */
function savesComeFirst(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || (form.closest("[hx-boost],[hx-post]") && !form.matches("[data-saves-first]"))) return;
  if (form.matches("[data-autosave]")) forget(form); // it holds all that would be saved
  else for (const one of forms()) if (timers.has(one)) save(one);
  const open = [...saves.values()];
  if (!open.length) {
    if (form.matches("[data-autosave]")) sent.set(form, performance.now());
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.has(form)) return;
  waiting.add(form);
  void Promise.all(open).then((saved) => {
    waiting.delete(form);
    if (form.matches("[data-autosave]") || saved.every(Boolean)) form.requestSubmit(event.submitter);
  });
}

function forget(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function later(form: HTMLFormElement, wait: number): void {
  forget(form);
  timers.set(form, window.setTimeout(() => (isSent(form) ? later(form, AGAIN) : save(form)), wait));
}

function save(form: HTMLFormElement): void {
  forget(form);
  const one: Promise<boolean> = (saves.get(form) ?? Promise.resolve()).then(() => send(form));
  saves.set(form, one);
  void one.then(() => saves.get(form) === one && saves.delete(form));
}

async function send(form: HTMLFormElement): Promise<boolean> {
  const answer = await fetch(form.dataset.autosave!, {
    method: "POST", body: new FormData(form), keepalive: true, credentials: "same-origin",
    headers: { "X-CSRFToken": token(), "X-Autosave": "1" },
  }).catch(() => null);
  if (answer?.ok) {
    say(form, `${form.dataset.autosaveSaved ?? ""} ${clockTime(now())}`);
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
    return true;
  }
  say(form, form.dataset.autosaveFailed ?? "");
  const away = answer === null || answer.status >= 500;
  if (away && !timers.has(form)) later(form, AGAIN); // the desk may be back by then; a refusal stays one
  return !away;
}

function say(form: HTMLFormElement, text: string): void {
  const box = form.querySelector("[data-autosave-state]") ?? document.querySelector("[data-autosave-state]");
  if (box) box.textContent = text;
}
