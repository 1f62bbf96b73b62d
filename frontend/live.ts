// One stream of events per browser and host: a leader tab holds it, the others hear it over a channel.
// Every live part of a page fetches itself again when the desk says "look"; nothing that changes a callback happens here.
import { clockTime, correct, now } from "./clock";
import { post } from "./post";
import { tab } from "./tab";

export interface Signal { attempt: string; kind: string; epoch: number; data: unknown; tab: string }
interface Share { tab: string; at: number; canRing: boolean; inAttempt: string | null }
type Told =
  | { kind: "look"; within: number }
  | { kind: "alive" | "opened" | "who" }
  | { kind: "signal"; signal: Signal }
  | { kind: "share"; share: Share };

const FORGET = 20_000; // a tab that says nothing for so long is frozen or gone
const OFFLINE_AFTER = 10_000;
const REOPEN = [1_000, 2_000, 5_000, 10_000];
const CALM = 250; // a page that is seen fetches itself at most so often

/** What this tab says of itself with each beat. */
export const mine = { canRing: false, inAttempt: null as string | null };

const person = document.documentElement.dataset.person; // who reads; another in this browser has a stream of their own
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`ringback-${person}`) : null;
const shares = new Map<string, Share>();
const onSignals = new Set<(signal: Signal) => void>();
const onOpens = new Set<() => void>();
let source: EventSource | null = null;
let tries = 0;
let opened = false;
let lastHeard = Date.now();
let lastLook = 0;
let lookTimer = 0;
let turnTimer = 0;

export function onSignal(listener: (signal: Signal) => void): void { onSignals.add(listener); }

/** Called whenever a stream begins, and at once if one is open: what was said before it is lost. */
export function onOpen(listener: () => void): void {
  onOpens.add(listener);
  if (opened) listener();
}

export const hasOpened = (): boolean => opened;

/** Tells the desk what this tab can do now, without waiting for the next beat. */
export function sayMine(): void { everyone({ kind: "share", share: share() }); }

export function lookNow(): void {
  clearTimeout(lookTimer);
  clearTimeout(turnTimer);
  lookTimer = turnTimer = 0;
  lastLook = Date.now();
  document.body.dispatchEvent(new CustomEvent("look"));
}

export function startLive(): void {
  if (person === undefined) return;
  if (channel) channel.onmessage = (event: MessageEvent<Told>) => hear(event.data);
  addEventListener("pagehide", () => tell({ kind: "share", share: { ...share(), at: 0 } }));
  addEventListener("online", reopen);
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 1_000);
  tell({ kind: "who" });
  sayMine();
  if (navigator.locks && channel) void navigator.locks.request(`ringback-leader-${person}`, () => new Promise<void>(() => open()));
  else open();
}

function open(): void {
  source = new EventSource(`/live/events?tab=${tab}`);
  source.onopen = () => { tries = 0; everyone({ kind: "opened" }); };
  source.onerror = () => { if (source?.readyState === EventSource.CLOSED) reopenSoon(); }; // refused: it gives up by itself
  source.addEventListener("look", (event) => {
    everyone({ kind: "look", within: (JSON.parse(event.data) as { within?: number }).within ?? 0 });
  });
  source.addEventListener("signal", (event) => everyone({ kind: "signal", signal: JSON.parse(event.data) as Signal }));
  source.addEventListener("beat", (event) => {
    everyone({ kind: "alive" });
    void answer((JSON.parse(event.data) as { n: number }).n);
  });
}

function reopenSoon(): void {
  setTimeout(reopen, REOPEN[Math.min(tries++, REOPEN.length - 1)]! * (1 + Math.random()));
}

function reopen(): void {
  if (!source) return;
  source.close();
  open();
}

async function answer(n: number): Promise<void> {
  shares.set(tab, share());
  for (const [key, each] of shares) if (Date.now() - each.at > FORGET) shares.delete(key);
  const all = [...shares.values()];
  const inAttempt = all.find((each) => each.inAttempt)?.inAttempt ?? null;
  const body = { tab, n, tabs: all.map((each) => each.tab), can_ring: all.some((each) => each.canRing), in_attempt: inAttempt };
  const response = await post("/live/beat", body).catch(() => null); // the next beat comes by itself
  if (response) correct(response);
}

function share(): Share { return { tab, at: Date.now(), canRing: mine.canRing, inAttempt: mine.inAttempt }; }
function tell(told: Told): void { channel?.postMessage(told); }
function everyone(told: Told): void { tell(told); hear(told); }

function hear(told: Told): void {
  if (told.kind === "look") told.within ? lookInTurn(told.within * 1_000) : lookSoon();
  else if (told.kind === "signal") { if (told.signal.tab === tab) for (const each of onSignals) each(told.signal); }
  else if (told.kind === "share") keep(told.share);
  else if (told.kind === "alive" || told.kind === "opened") heard(told.kind);
  else {
    tell({ kind: "share", share: share() });
    if (source?.readyState === EventSource.OPEN) tell({ kind: "alive" });
  }
}

function keep(said: Share): void {
  const before = shares.get(said.tab);
  if (said.at) shares.set(said.tab, said);
  else shares.delete(said.tab);
  const news = !said.at || before?.canRing !== said.canRing || before.inAttempt !== said.inAttempt;
  if (news && source?.readyState === EventSource.OPEN) void answer(0);
}

function heard(what: "alive" | "opened"): void {
  lastHeard = Date.now();
  if (what === "opened" || !opened) { // a tab that came later has missed the opening
    opened = true;
    for (const each of onOpens) each();
    lookNow();
  }
  if (!source) tell({ kind: "share", share: share() }); // the leader needs no telling of its own
  show();
}

/** At once in a page that nobody sees: there timers may run once a minute only, and a ring cannot wait. */
function lookSoon(): void {
  const left = lastLook + CALM - Date.now();
  if (left <= 0 || document.hidden) lookNow();
  else lookTimer ||= window.setTimeout(lookNow, left);
}

/** When many look for the same reason, each does so at a moment of its own. */
function lookInTurn(within: number): void {
  if (!turnTimer) turnTimer = window.setTimeout(() => { turnTimer = 0; lookSoon(); }, Math.random() * within);
}

/** A stream may be dead without knowing it, after sleep or a change of networks. */
function watch(): void {
  if (Date.now() - lastHeard <= OFFLINE_AFTER) return;
  show();
  if (source?.readyState === EventSource.OPEN) reopen();
}

/** What the page says about being live; what was just fetched anew is told as well. */
export function show(): void {
  const away = Date.now() - lastHeard > OFFLINE_AFTER;
  if (opened || away) document.documentElement.dataset.live = away ? "off" : "on";
  for (const each of document.querySelectorAll<HTMLElement>("[data-offline]")) each.hidden = !away;
  for (const each of document.querySelectorAll<HTMLElement>("[data-online]")) each.hidden = away;
  const asOf = clockTime(lastHeard + now() - Date.now());
  if (opened) for (const each of document.querySelectorAll<HTMLElement>("[data-as-of]")) each.textContent = asOf;
}
