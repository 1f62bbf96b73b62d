// One stream of events per browser and host: a leader tab holds it, the others hear it over a channel.
// Every live part of a page fetches itself again when the desk says "look"; nothing that changes a callback happens here.
import { post } from "./post";

export interface Signal { attempt: string; kind: string; epoch: number; data: unknown; tab: string }
interface Beat { n: number }
interface Share { tab: string; at: number; canRing: boolean; inAttempt: string | null }
type Told = { kind: "look" } | { kind: "signal"; signal: Signal } | { kind: "share"; share: Share } | { kind: "state"; on: boolean } | { kind: "who" };

const FORGET = 20_000;
const OFFLINE_AFTER = 10_000;

export const tab = sessionStorage.getItem("ringback-tab") ?? crypto.randomUUID();
sessionStorage.setItem("ringback-tab", tab);

/** What this tab says of itself with each beat. */
export const mine = { canRing: false, inAttempt: null as string | null };

const channel = "BroadcastChannel" in window ? new BroadcastChannel("ringback") : null;
const shares = new Map<string, Share>();
const listeners = new Set<(signal: Signal) => void>();
let leading = false;
let lastHeard = Date.now();

export function onSignal(listener: (signal: Signal) => void): void { listeners.add(listener); }

/** Says what this tab can do now, so that the desk hears it without waiting for the next beat. */
export function sayMine(): void {
  tell({ kind: "share", share: share() });
  if (leading) void answer({ n: 0 });
}

export function start(): void {
  if (document.documentElement.dataset.person === undefined) return;
  if (channel) channel.onmessage = (event: MessageEvent<Told>) => hear(event.data);
  addEventListener("pagehide", () => channel?.postMessage({ kind: "share", share: { ...share(), at: 0 } } satisfies Told));
  tell({ kind: "who" });
  tell({ kind: "share", share: share() });
  if (navigator.locks && channel) void navigator.locks.request("ringback-leader", () => new Promise<void>(() => lead()));
  else lead();
  setInterval(watchSilence, 1_000);
}

function lead(): void {
  leading = true;
  const source = new EventSource(`/live/events?tab=${encodeURIComponent(tab)}`);
  source.onopen = () => { everyone({ kind: "state", on: true }); everyone({ kind: "look" }); };
  source.addEventListener("look", () => everyone({ kind: "look" }));
  source.addEventListener("signal", (event) => everyone({ kind: "signal", signal: JSON.parse(event.data) as Signal }));
  source.addEventListener("beat", (event) => {
    everyone({ kind: "state", on: true });
    void answer(JSON.parse(event.data) as Beat);
  });
}

async function answer(beat: Beat): Promise<void> {
  const now = Date.now();
  shares.set(tab, share());
  for (const [key, each] of shares) if (key !== tab && now - each.at > FORGET) shares.delete(key);
  const all = [...shares.values()];
  const inAttempt = all.find((each) => each.inAttempt)?.inAttempt ?? null;
  await post("/live/beat", { tab, n: beat.n, tabs: all.map((each) => each.tab), can_ring: all.some((each) => each.canRing), in_attempt: inAttempt })
    .catch(() => undefined); // the next beat comes by itself
}

function share(): Share { return { tab, at: Date.now(), canRing: mine.canRing, inAttempt: mine.inAttempt }; }
function tell(told: Told): void { channel?.postMessage(told); }
function everyone(told: Told): void { tell(told); hear(told); }

function hear(told: Told): void {
  if (told.kind === "look") document.body.dispatchEvent(new CustomEvent("look"));
  else if (told.kind === "signal") { if (told.signal.tab === tab) for (const each of listeners) each(told.signal); }
  else if (told.kind === "share") { if (told.share.at) shares.set(told.share.tab, told.share); else shares.delete(told.share.tab); }
  else if (told.kind === "who") tell({ kind: "share", share: share() });
  else if (told.on) {
    lastHeard = Date.now();
    setLive("on");
    tell({ kind: "share", share: share() });
  }
}

function watchSilence(): void {
  if (Date.now() - lastHeard > OFFLINE_AFTER) setLive("off");
}

function setLive(state: "on" | "off"): void {
  document.documentElement.dataset.live = state;
  for (const each of document.querySelectorAll<HTMLElement>("[data-offline]")) each.hidden = state === "on";
  for (const each of document.querySelectorAll<HTMLElement>("[data-online]")) each.hidden = state === "off";
  const time = new Date(lastHeard).toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || undefined });
  for (const each of document.querySelectorAll<HTMLElement>("[data-as-of]")) each.textContent = time;
}
