// What was typed before the sign-in ended, or was refused, goes back into its form, wherever on the page that is.
type Kept = { action: string; fields: Record<string, string[]> };
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function startKept(): void {
  const box = document.querySelector("script#kept");
  if (!box) return;
  const kept = JSON.parse(box.textContent ?? "") as Kept;
  const again = (): void => {
    const form = formOf(kept.action);
    if (!form) return; // its part of the page comes later
    document.body.removeEventListener("htmx:afterSettle", again);
    box.remove();
    fill(form, kept.fields);
  };
  document.body.addEventListener("htmx:afterSettle", again);
  again();
}

/** By its own address, or by that of one of its buttons. */
function formOf(action: string): HTMLFormElement | null {
  const wanted = new URL(action, location.href).href;
  const leadsThere = (address: string | null): boolean => new URL(address ?? "", location.href).href === wanted;
  const button = [...document.querySelectorAll<HTMLButtonElement>("button[formaction]")].find((one) => leadsThere(one.getAttribute("formaction")));
  const form = [...document.forms].find((one) => one.method === "post" && leadsThere(one.getAttribute("action")));
  return form ?? button?.form ?? null;
}

function fill(form: HTMLFormElement, fields: Record<string, string[]>): void {
  const fillable = [...form.elements].filter((one): one is Field => one.matches("input,textarea,select"));
  const [first] = fillable.filter((one) => one.name && put(one, fields[one.name] ?? []));
  first?.scrollIntoView({ block: "nearest" });
  first?.focus({ preventScroll: true }); // so that the notice above stays in sight where both fit
}

/** Whether text that somebody typed went in. */
function put(field: Field, values: string[]): boolean {
  const kind = field instanceof HTMLInputElement ? field.type : "";
  if (["hidden", "file", "password", "submit"].includes(kind)) return false;
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(kind)) field.checked = values.includes(field.value);
  else if (values.length) field.value = values[0]!;
  for (const change of ["input", "change"]) field.dispatchEvent(new Event(change, { bubbles: true }));
  const isTyped = !["checkbox", "radio"].includes(kind) && !(field instanceof HTMLSelectElement) && Boolean(values[0]?.trim());
  if (isTyped) for (let box = field.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
  return isTyped;
}
