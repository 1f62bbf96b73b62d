// A call between two pages: joins when the page shows one, begins anew when either side comes back, ends with it.
// The desk gives an epoch to each beginning; messages of an older one are dropped.
import { carry, claim, disown, release } from "./carrier";
import { now } from "./clock";
import { hasOpened, lookNow, mine, onOpen, onSignal, sayMine, type Signal } from "./live";
import { apply, closeMicrophone, forgetMute, keepMicrophone, openMicrophone, shown, toggleMute, tracks } from "./microphone";
import { hear, hearAgain, Peer } from "./peer";
import { post } from "./post";
import { tab } from "./tab";

interface Joined { role: "agent" | "seller"; ice: RTCConfiguration }

const AGAIN = 1_500; // milliseconds before a join is tried again
const LOST = 2_500; // a sound that is gone for so long begins anew; shorter gaps mend themselves
const PROMPT = 3_000; // one listens until the browser's question about the microphone is answered
const LATE = 500; // the desk's word comes first, as a rule
const SETTLED = 8_000; // a beginning that has not connected by then has lost a message

let shownAttempt: string | null = null; // what the page shows
let attempt: string | null = null; // what this tab carries
let joined: Joined | null = null;
let joining: Promise<void> = Promise.resolve();
let said: Promise<void> = Promise.resolve();
let peer: Peer | null = null;
let epoch = 0;
let take = false; // the next join is one that somebody chose, or that another tab has left to this one
let retry = 0;
let capTimer = 0;
const over = new Set<string>();

export function startSoftphone(): void {
  onSignal((signal) => { said = said.then(() => joining).then(() => got(signal)).catch(() => rejoin(AGAIN)); });
  onOpen(() => { if (attempt) join(); });
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("click", clicked);
  navigator.mediaDevices?.addEventListener("devicechange", () => { if (attempt && !tracks().length) join(); });
  look();
}

function clicked(event: Event): void {
  const on = (selector: string): boolean => (event.target as Element).closest(selector) !== null;
  if (on("[data-mute]")) toggleMute();
  if (on("[data-hear]")) hearAgain();
  if (on("[data-test-microphone]")) void openMicrophone();
  if (on("[data-accept], [data-answer]")) { claim(); void openMicrophone(); }
  if (on("[data-take-call]") && shownAttempt) { claim(); over.delete(shownAttempt); shownAttempt = null; look(); }
}

/** Joins or leaves as the page says: the panel of a call carries its attempt. */
function look(): void {
  const panel = document.querySelector<HTMLElement>("[data-call-attempt][data-line=in-app]:not([data-state=ended])");
  const showing = panel?.dataset.callAttempt ?? null;
  if (showing !== shownAttempt) {
    leave();
    shownAttempt = showing;
    shown("[data-call-elsewhere]", false);
    if (showing && !over.has(showing)) wait(showing);
  }
  if (panel?.dataset.capAt && !capTimer) endAt(Date.parse(panel.dataset.capAt));
  apply();
}

function wait(one: string): void {
  shown("[data-call-elsewhere]", true);
  carry(one, () => enter(one), () => { hangUp(); wait(one); });
}

function enter(one: string): void {
  attempt = mine.inAttempt = one;
  take = true;
  keepMicrophone();
  shown("[data-call-elsewhere]", false);
  sayMine();
  if (hasOpened()) join(); // else the stream's opening joins: what is said before it is lost
}

function join(): void {
  clearTimeout(retry);
  joining = joining.then(askToJoin).catch(() => rejoin(AGAIN));
}

async function askToJoin(): Promise<void> {
  const one = attempt;
  await Promise.race([microphone(one), pause(PROMPT)]);
  if (!one || one !== attempt) return;
  const answer = await post("/live/join", { attempt: one, tab, take });
  if (answer.status === 410 || answer.status === 403) return end(one);
  if (answer.status === 409) return elsewhere();
  if (!answer.ok) throw new Error(`join: ${answer.status}`);
  joined = (await answer.json()) as Joined;
  take = false;
}

/** Given late, it needs a beginning of its own. */
async function microphone(one: string | null): Promise<void> {
  const asked = Date.now();
  await openMicrophone();
  if (one && one === attempt && tracks().length && Date.now() - asked > PROMPT) join();
}

function rejoin(after: number): void {
  clearTimeout(retry);
  retry = window.setTimeout(() => { if (attempt) join(); }, after);
}

async function got(signal: Signal): Promise<void> {
  if (signal.attempt !== attempt) return;
  if (signal.kind === "begin") await begin(signal.epoch);
  else if (signal.kind === "gone") shown("[data-sound-lost]", true);
  else if (signal.kind === "end") ended(signal);
  else if (signal.epoch === epoch) await peer?.got(signal.kind, signal.data);
}

async function begin(next: number): Promise<void> {
  if (!joined || next < epoch) return;
  peer?.close();
  epoch = next;
  const fresh = (peer = new Peer(joined.ice, (kind, data) => void say(kind, next, data), (state) => connection(state)));
  rejoinUnless(fresh, SETTLED);
  if (joined.role === "agent") await fresh.offer();
}

async function say(kind: string, of: number, data: unknown): Promise<void> {
  await post("/live/signal", { attempt, tab, kind, epoch: of, data }).catch(() => rejoin(AGAIN));
}

function connection(state: RTCPeerConnectionState): void {
  document.documentElement.dataset.sound = state;
  shown("[data-sound-lost]", state === "disconnected" || state === "failed");
  if (state === "disconnected" && peer) rejoinUnless(peer, LOST);
  if (state === "failed") rejoin(0);
}

function rejoinUnless(one: Peer, after: number): void {
  setTimeout(() => { if (peer === one && !one.isConnected) join(); }, after);
}

function ended(signal: Signal): void {
  if ((signal.data as { because?: string } | null)?.because === "joined elsewhere") elsewhere();
  else end(signal.attempt);
}

/** Another device or browser carries it now; here nobody does without a click. */
function elsewhere(): void {
  disown();
  hangUp();
  shown("[data-call-elsewhere]", true);
}

/** For good: a page that still shows it does not join it again. */
function end(one: string): void {
  over.add(one);
  leave();
  lookNow();
}

function leave(): void {
  if (attempt) { hangUp(); forgetMute(); }
  release();
  clearTimeout(capTimer);
  capTimer = 0;
}

function hangUp(): void {
  clearTimeout(retry);
  peer?.close();
  peer = null;
  joined = null;
  attempt = mine.inAttempt = null;
  hear(null);
  closeMicrophone();
  delete document.documentElement.dataset.sound;
  sayMine();
}

/** The cap by this page's own clock as well, should the desk's word not come. */
function endAt(cap: number): void {
  const left = cap - now();
  capTimer = window.setTimeout(() => { if (shownAttempt) end(shownAttempt); }, Math.max(0, left) + LATE);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => { setTimeout(done, milliseconds); });
}
