// What every page starts.
import htmx from "htmx.org";
import { start } from "./live";
import { startAutosave } from "./autosave";
import { startKeys } from "./keys";
import { startReveal } from "./reveal";
import { startTimers } from "./timer";

declare global { interface Window { htmx: typeof htmx } }
window.htmx = htmx;

export function startPage(): void {
  document.body.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
    detail.headers["X-CSRFToken"] = document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
  });
  startTimers();
  startKeys();
  startReveal();
  startAutosave();
  start();
}
