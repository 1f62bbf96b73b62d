// Keys for what has data-key, never while somebody types and never for what is not to be seen.
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target as Element)) return;
    const wanted = `[data-key="${CSS.escape(event.key.toLowerCase())}"]:not(:disabled)`;
    const element = [...document.querySelectorAll<HTMLElement>(wanted)].find((each) => each.getClientRects().length);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input, textarea, select")) element.focus();
    else element.click();
  });
}

function typing(element: Element): boolean {
  return element.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") ?? false;
}
