// Evidence: choose or drop files; each is sent at once, and the server's word on it is shown in the list.
import htmx from "htmx.org";
import { token } from "./post";
import { trouble } from "./trouble";

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

/** One after the other, so that each refusal is about one file and the progress means something. */
async function send(input: HTMLInputElement, files: File[]): Promise<void> {
  const busy = document.querySelector<HTMLElement>("[data-upload-busy]");
  if (busy) busy.hidden = false;
  let refused = "";
  for (const [index, file] of files.entries()) {
    const answer = await sent(input, file, (share) => progress(busy, (index + share) / files.length));
    if (answer === null) trouble(true);
    else refused += show(input, answer);
  }
  keepRefusals(input, refused);
  if (busy) busy.hidden = true;
  input.value = "";
}

/** The fragment that the server answered with, or null when the file did not reach it. */
function sent(input: HTMLInputElement, file: File, told: (share: number) => void): Promise<string | null> {
  const body = new FormData(), request = new XMLHttpRequest();
  body.append(input.name, file);
  request.open("POST", input.dataset.upload!);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = (event) => told(event.total ? event.loaded / event.total : 0);
  return new Promise((done) => {
    request.onload = () => done(request.status === 200 ? request.responseText : null);
    request.onerror = () => done(null);
    request.send(body);
  });
}

function show(input: HTMLInputElement, answer: string): string {
  const target = document.querySelector<HTMLElement>(input.dataset.target!);
  if (!target) return "";
  target.innerHTML = answer;
  htmx.process(target);
  document.body.dispatchEvent(new CustomEvent("uploaded"));
  return target.querySelector("[role=alert]")?.innerHTML ?? "";
}

/** The list of the last file would hide what was wrong with those before it. */
function keepRefusals(input: HTMLInputElement, refused: string): void {
  const list = document.querySelector(input.dataset.target!)?.querySelector("[role=alert]");
  if (list) list.innerHTML = refused;
  else if (refused) document.querySelector(input.dataset.target!)?.insertAdjacentHTML("afterbegin", `<ul class="grid gap-1.5 mb-3" role="alert">${refused}</ul>`);
}

function progress(busy: HTMLElement | null, share: number): void {
  const bar = busy?.querySelector("progress");
  if (bar) bar.value = share;
}
