// What did not reach the desk is said on the page, in words that the page brings along; nothing fails in silence.
import { lookNow } from "./live";

const OVER = 410; // the thing acted on has ended meanwhile; a fresh look says how
const NOT_OURS = [403, 404, OVER]; // somebody else has signed in here, or it is gone: the whole page is wrong
const AGAIN = 3_000;

let again = 0;

type Failed = CustomEvent<{ xhr: XMLHttpRequest; requestConfig: { verb: string }; successful: boolean }>;

export function startTrouble(): void {
  for (const kind of ["htmx:responseError", "htmx:sendError"]) document.body.addEventListener(kind, (event) => failed(event as Failed));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = (event as Failed).detail;
    if (successful && requestConfig.verb !== "get") trouble(false);
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-trouble-seen]")) trouble(false);
  });
}

export function trouble(there: boolean): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-trouble]")) box.hidden = !there;
}

function failed(event: Failed): void {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.verb === "get" && NOT_OURS.includes(xhr.status)) location.reload();
  else if (requestConfig.verb === "get") again ||= window.setTimeout(() => { again = 0; lookNow(); }, AGAIN);
  else if (xhr.status === OVER) lookNow();
  else trouble(true);
}
