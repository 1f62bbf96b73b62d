// Evidence: choose or drop files; each is sent at once, and the server's word on it is shown in the list.
import { token } from "./post";

export function startUploads(): void {
  document.addEventListener("change", (event) => {
    const input = (event.target as Element).closest<HTMLInputElement>("input[type=file][data-upload]");
    if (input?.files?.length) void send(input, [...input.files]);
  });
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => dropped(event as DragEvent));
}

function dropped(event: DragEvent): void {
  const zone = (event.target as Element).closest?.("[data-drop]");
  if (!zone) return;
  event.preventDefault();
  const input = zone.querySelector<HTMLInputElement>("input[type=file][data-upload]");
  if (event.type === "drop" && input && event.dataTransfer?.files.length) void send(input, [...event.dataTransfer.files]);
}

async function send(input: HTMLInputElement, files: File[]): Promise<void> {
  const target = document.querySelector(input.dataset.target!);
  const busy = document.querySelector<HTMLElement>("[data-upload-busy]");
  if (busy) busy.hidden = false;
  for (const file of files) {
    const body = new FormData();
    body.append(input.name, file);
    const answer = await fetch(input.dataset.upload!, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token(), "HX-Request": "true" } })
      .catch(() => null);
    if (answer && target) {
      target.innerHTML = await answer.text();
      window.htmx.process(target);
    }
  }
  if (busy) busy.hidden = true;
  input.value = "";
  input.dispatchEvent(new CustomEvent("uploaded", { bubbles: true }));
}
