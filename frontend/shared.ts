// What every page starts.
import { startAutosave } from "./autosave";
import { startKept } from "./kept";
import { startKeys } from "./keys";
import { show, startLive } from "./live";
import { startMenus } from "./menu";
import { token } from "./post";
import { startReveal } from "./reveal";
import { startSwaps } from "./swap";
import { settleName } from "./tab";
import { startTimers } from "./timer";
import { startTrouble } from "./trouble";

/** `more` is what this kind of page starts once the tab has its name. */
export function startPage(more: () => void = () => undefined): void {
  document.body.addEventListener("htmx:configRequest", (event) => {
    (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRFToken"] = token();
  });
  document.body.addEventListener("htmx:afterSettle", show);
  startSwaps();
  startTrouble();
  startTimers();
  startKeys();
  startMenus();
  startReveal();
  startAutosave();
  startKept();
  void settleName().then(() => { startLive(); more(); });
}
