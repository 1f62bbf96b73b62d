// A form with data-autosave saves itself while it is being typed in, and says so.
import { token } from "./post";

const WAIT = 800;
const timers = new WeakMap<HTMLFormElement, number>();

export function startAutosave(): void {
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-autosave]");
    if (form) later(form, WAIT);
  });
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) if (timers.get(form)) void save(form);
  });
}

function later(form: HTMLFormElement, wait: number): void {
  clearTimeout(timers.get(form));
  timers.set(form, window.setTimeout(() => void save(form), wait));
}

async function save(form: HTMLFormElement): Promise<void> {
  timers.delete(form);
  try {
    const answer = await fetch(form.dataset.autosave!, {
      method: "POST", body: new FormData(form), keepalive: true, credentials: "same-origin",
      headers: { "X-CSRFToken": token(), "X-Autosave": "1" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    say(form, `${form.dataset.autosaveSaved ?? ""} ${new Date().toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || undefined })}`);
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  } catch {
    say(form, form.dataset.autosaveFailed ?? "");
    later(form, 5 * WAIT);
  }
}

function say(form: HTMLFormElement, text: string): void {
  const box = form.querySelector("[data-autosave-state]") ?? document.querySelector("[data-autosave-state]");
  if (box) box.textContent = text;
}
