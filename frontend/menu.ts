// Menus made of <details>: Escape and a click elsewhere close them.
export function startMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

function opened(): NodeListOf<HTMLDetailsElement> { return document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]"); }
