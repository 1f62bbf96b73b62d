// Parts of a form that belong to one choice: [data-shown-for="x y"] shows while a checked [data-shows] says x or y.
// Fields of a template: [data-when-field][data-when-equals] shows while that field has that value.
export function startReveal(): void {
  document.addEventListener("change", reveal);
  document.addEventListener("htmx:afterSettle", reveal);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (button) void navigator.clipboard?.writeText(button.dataset.copy!).then(() => { button.dataset.copied = "yes"; });
  });
  reveal();
}

function reveal(): void {
  const shown = new Set([...document.querySelectorAll<HTMLElement>("[data-shows]:checked")].map((each) => each.dataset.shows));
  for (const part of document.querySelectorAll<HTMLElement>("[data-shown-for]"))
    part.hidden = !part.dataset.shownFor!.split(" ").some((each) => shown.has(each));
  for (const part of document.querySelectorAll<HTMLElement>("[data-when-field]")) {
    const field = document.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${CSS.escape(part.dataset.whenField!)}"]`);
    part.hidden = field?.value !== part.dataset.whenEquals;
  }
}
