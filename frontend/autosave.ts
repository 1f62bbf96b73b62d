// A form with data-autosave saves itself while it is being typed in, one save after the other, and says so.
import { clockTime, now } from "./clock";
import { token } from "./post";

const PAUSE = 800; // milliseconds without a key
const AGAIN = 4_000;

const timers = new WeakMap<HTMLFormElement, number>();
const saves = new WeakMap<HTMLFormElement, Promise<void>>();

export function startAutosave(): void {
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    const form = field.form?.matches("[data-autosave]") ? field.form : null;
    if (form && !field.matches("[type=file]")) later(form, PAUSE);
  });
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) if (timers.has(form)) save(form);
  });
}

function later(form: HTMLFormElement, wait: number): void {
  clearTimeout(timers.get(form));
  timers.set(form, window.setTimeout(() => save(form), wait));
}

function save(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.delete(form);
  saves.set(form, (saves.get(form) ?? Promise.resolve()).then(() => send(form)));
}

async function send(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(form.dataset.autosave!, {
    method: "POST", body: new FormData(form), keepalive: true, credentials: "same-origin",
    headers: { "X-CSRFToken": token(), "X-Autosave": "1" },
  }).catch(() => null);
  if (answer?.ok) {
    say(form, `${form.dataset.autosaveSaved ?? ""} ${clockTime(now())}`);
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
    return;
  }
  say(form, form.dataset.autosaveFailed ?? "");
  if (answer === null || answer.status >= 500) later(form, AGAIN); // the desk may be back by then; a refusal stays one
}

function say(form: HTMLFormElement, text: string): void {
  const box = form.querySelector("[data-autosave-state]") ?? document.querySelector("[data-autosave-state]");
  if (box) box.textContent = text;
}
