// How parts of a page change (hx-swap="outerHTML"): in place, so that a click that has begun, focus, open details, what is
// typed and what this page has found out stay.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

const IN_PLACE = "in-place";

/** What scripts have shown or hidden: the server knows nothing of it. */
const SHOWN_HERE = "[data-offline],[data-online],[data-needs-click],[data-no-microphone],[data-microphone-ready],"
  + "[data-sound-lost],[data-hear-box],[data-from-time],[data-shown-for],[data-when-field],[data-upload-busy]";
/** Text that scripts keep up to date. */
const WRITTEN_HERE = "[data-countdown],[data-left],[data-elapsed],[data-clock],[data-as-of],[data-mute-text],[data-seconds]";

export function startSwaps(): void {
  htmx.defineExtension(IN_PLACE, {
    isInlineSwap: (style: string) => style === IN_PLACE,
    handleSwap: (style: string, target: Node, fragment: Node) =>
      style === IN_PLACE && (Idiomorph.morph(target as Element, (fragment as DocumentFragment).children, HOW) as Node[]),
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ boosted?: boolean; requestConfig: { elt: Element }; swapOverride?: string }>).detail;
    // A boosted form brings a whole page, although it stands in a part that changes in place.
    if (!detail.boosted && detail.requestConfig.elt.closest("[hx-swap]")?.getAttribute("hx-swap") === "outerHTML") detail.swapOverride = IN_PLACE;
  });
}

const HOW = {
  morphStyle: "outerHTML" as const,
  ignoreActiveValue: true,
  callbacks: {
    beforeNodeMorphed: (old: Element, fresh: Node) => {
      if (old instanceof HTMLElement && fresh instanceof HTMLElement) keep(old, fresh);
      return true;
    },
  },
};

function keep(old: HTMLElement, fresh: HTMLElement): void {
  if (old.matches(SHOWN_HERE)) fresh.hidden = old.hidden;
  if (old.matches(WRITTEN_HERE)) fresh.textContent = old.textContent;
  if (old.matches("[data-level]")) fresh.replaceChildren(...old.cloneNode(true).childNodes);
  if (old instanceof HTMLDetailsElement) fresh.toggleAttribute("open", old.open);
  if (old instanceof HTMLProgressElement) fresh.setAttribute("value", String(old.value));
  if (old instanceof HTMLInputElement && fresh instanceof HTMLInputElement) keepTyped(old, fresh);
  if (old instanceof HTMLTextAreaElement && old.value !== old.defaultValue) fresh.textContent = old.value;
  if (old.matches("[data-timer-box]")) fresh.dataset.timerBox = old.dataset.timerBox;
}

function keepTyped(old: HTMLInputElement, fresh: HTMLInputElement): void {
  if (old.checked !== old.defaultChecked) fresh.toggleAttribute("checked", old.checked);
  if (old.value !== old.defaultValue) fresh.setAttribute("value", old.value);
}
