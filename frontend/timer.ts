// Countdowns and talk time, from the server's times. Announced to screen readers at ten seconds only.
import { clockTime, now } from "./clock";

const SPOKEN = 10;

export function startTimers(): void {
  setInterval(tick, 250);
  document.addEventListener("htmx:afterSettle", tick);
  tick();
}

function tick(): void {
  for (const each of all("[data-countdown]")) put(each, length(Date.parse(each.dataset.countdown!) - now()));
  for (const each of all("[data-left]")) put(each, length(Date.parse(each.dataset.left!) - now()));
  for (const each of all("[data-elapsed]")) put(each, length(now() - Date.parse(each.dataset.elapsed!)));
  for (const each of all("[data-clock]")) put(each, clockTime(now(), each.dataset.clock));
  for (const each of all("[data-spoken]")) speak(each);
  for (const each of all("[data-cap-bar]")) capBar(each as HTMLProgressElement);
  for (const each of all("[data-countdown-ring]")) ring(each);
  for (const each of all("[data-from-time]")) each.hidden = now() < Date.parse(each.dataset.fromTime!);
}

function capBar(bar: HTMLProgressElement): void {
  const panel = bar.closest<HTMLElement>("[data-cap-at]");
  if (!panel) return;
  const begin = Date.parse(panel.dataset.answeredAt!), cap = Date.parse(panel.dataset.capAt!);
  bar.value = Math.min(100, (100 * (now() - begin)) / (cap - begin));
  const warned = (panel.dataset.warnAt ?? "").split(" ").filter(Boolean).filter((at) => now() >= Date.parse(at)).length;
  const box = bar.closest<HTMLElement>("[data-timer-box]");
  const look = ["", "late", "last"][Math.min(2, warned)]!;
  if (box && box.dataset.timerBox !== look) box.dataset.timerBox = look;
}

function ring(svg: HTMLElement): void {
  const until = Date.parse(svg.dataset.until!), from = Date.parse(svg.dataset.from!);
  const left = Math.max(0, until - now());
  svg.querySelector("[data-ring]")?.setAttribute("stroke-dasharray", `${Math.max(0, (100 * left) / (until - from))} 100`);
  const seconds = String(Math.ceil(left / 1000));
  const text = svg.querySelector("[data-seconds]");
  if (text && text.textContent !== seconds) {
    text.textContent = seconds;
    if (Number(seconds) === SPOKEN) say(`${svg.getAttribute("aria-label") ?? ""} ${seconds}`);
  }
}

/** A countdown whose data-spoken is said once, when ten seconds are left. */
function speak(countdown: HTMLElement): void {
  const left = Math.ceil((Date.parse(countdown.dataset.countdown!) - now()) / 1000);
  if (left === SPOKEN && spoken !== countdown.dataset.countdown) {
    spoken = countdown.dataset.countdown;
    say(countdown.dataset.spoken!);
  }
}

let spoken: string | undefined;

function say(text: string): void {
  const box = document.querySelector("#spoken");
  if (box) box.textContent = text;
}

function length(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function put(element: HTMLElement, text: string): void { if (element.textContent !== text) element.textContent = text; }
function all(selector: string): NodeListOf<HTMLElement> { return document.querySelectorAll<HTMLElement>(selector); }
