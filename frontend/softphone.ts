// Sound between the two pages of a call. The agent's page always offers; the desk gives an epoch and older messages are dropped.
import { mine, onSignal, sayMine, tab, type Signal } from "./live";
import { post } from "./post";

interface Joined { role: "agent" | "seller"; ice: RTCConfiguration }

const REJOIN_MS = 2_000;

let attempt: string | null = null;
let role: Joined["role"] = "seller";
let ice: RTCConfiguration = {};
let peer: RTCPeerConnection | null = null;
let epoch = 0;
let waiting: RTCIceCandidateInit[] = [];
let local: MediaStream | null = null;
let chain: Promise<void> = Promise.resolve();
let capTimer = 0;
let rejoin = 0;
let muted = false;

export function startSoftphone(): void {
  onSignal((signal) => { chain = chain.then(() => got(signal)).catch(() => again()); });
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-mute]")) toggleMute();
    if (target.closest("[data-hear]")) void audio().play().then(() => shown("[data-hear-box]", false));
    if (target.closest("[data-accept], [data-answer]")) void microphone();
    const test = target.closest<HTMLElement>("[data-test-microphone]");
    if (test) void microphone();
  });
  look();
}

/** Joins or leaves as the page says: the panel of a call carries its attempt. */
function look(): void {
  const panel = document.querySelector<HTMLElement>("[data-call-attempt]");
  const wanted = panel && panel.dataset.line === "in-app" && panel.dataset.state !== "ended" ? panel.dataset.callAttempt! : null;
  if (attempt && wanted !== attempt) leave();
  if (wanted && !attempt) { attempt = wanted; void join(); }
  if (panel?.dataset.capAt) endAt(panel);
  showMute();
}

async function join(): Promise<void> {
  const mineNow = attempt;
  await microphone();
  if (!mineNow || attempt !== mineNow) return;
  try {
    const answer = await post("/live/join", { attempt: mineNow, tab });
    if (answer.status === 410 || answer.status === 403) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const joined = (await answer.json()) as Joined;
    role = joined.role;
    ice = joined.ice;
    mine.inAttempt = mineNow;
    sayMine();
  } catch { again(); }
}

/** Asks to join once more, after the stream or the sound was lost; the desk raises the epoch and the agent offers afresh. */
function again(): void {
  clearTimeout(rejoin);
  rejoin = window.setTimeout(() => { if (attempt) void join(); }, REJOIN_MS);
}

async function got(signal: Signal): Promise<void> {
  if (signal.attempt !== attempt) return;
  if (signal.kind === "begin") return begin(signal.epoch);
  if (signal.kind === "gone") { shown("[data-sound-lost]", true); return; }
  if (signal.kind === "end") return leave();
  if (signal.epoch !== epoch || !peer) return;
  if (signal.kind === "offer") {
    await peer.setRemoteDescription(signal.data as RTCSessionDescriptionInit);
    await drain();
    await peer.setLocalDescription(await peer.createAnswer());
    await send("answer", peer.localDescription);
  } else if (signal.kind === "answer") {
    await peer.setRemoteDescription(signal.data as RTCSessionDescriptionInit);
    await drain();
  } else if (signal.kind === "ice") {
    if (peer.remoteDescription) await peer.addIceCandidate(signal.data as RTCIceCandidateInit);
    else waiting.push(signal.data as RTCIceCandidateInit);
  }
}

async function begin(next: number): Promise<void> {
  peer?.close();
  epoch = next;
  waiting = [];
  const fresh = (peer = new RTCPeerConnection(ice));
  if (local) for (const track of local.getAudioTracks()) fresh.addTrack(track, local);
  else fresh.addTransceiver("audio", { direction: "recvonly" });
  fresh.ontrack = (event) => play(event.streams[0] ?? new MediaStream([event.track]));
  fresh.onicecandidate = (event) => { if (event.candidate && peer === fresh) void send("ice", event.candidate); };
  fresh.onconnectionstatechange = () => { if (peer === fresh) connection(fresh.connectionState); };
  if (role === "agent") {
    await fresh.setLocalDescription(await fresh.createOffer());
    await send("offer", fresh.localDescription);
  }
}

async function drain(): Promise<void> {
  for (const candidate of waiting.splice(0)) await peer?.addIceCandidate(candidate);
}

async function send(kind: string, data: unknown): Promise<void> {
  await post("/live/signal", { attempt, tab, kind, epoch, data });
}

function connection(state: RTCPeerConnectionState): void {
  document.documentElement.dataset.sound = state;
  shown("[data-sound-lost]", state === "disconnected" || state === "failed");
  if (state === "failed") again();
}

export async function microphone(): Promise<void> {
  if (local?.active) return;
  try {
    local = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    shown("[data-no-microphone]", false);
    shown("[data-microphone-ready]", true);
    meter(local);
  } catch {
    local = null;
    shown("[data-no-microphone]", true);
    shown("[data-microphone-ready]", false);
  }
  applyMute();
}

function audio(): HTMLAudioElement { return document.querySelector<HTMLAudioElement>("#call-audio")!; }

function play(stream: MediaStream): void {
  audio().srcObject = stream;
  audio().play().then(() => shown("[data-hear-box]", false), () => shown("[data-hear-box]", true));
  shown("[data-sound-lost]", false);
}

function leave(): void {
  clearTimeout(rejoin);
  clearTimeout(capTimer);
  capTimer = 0;
  peer?.close();
  peer = null;
  for (const track of local?.getTracks() ?? []) track.stop();
  local = null;
  muted = false;
  attempt = null;
  mine.inAttempt = null;
  audio().srcObject = null;
  delete document.documentElement.dataset.sound;
  sayMine();
}

/** The cap by this page's own clock as well, from what the server's clock said when the panel was made. */
function endAt(panel: HTMLElement): void {
  if (capTimer) return;
  const left = Date.parse(panel.dataset.capAt!) - Date.parse(panel.dataset.now ?? new Date().toISOString());
  if (left > 0 && left < 2 ** 31) capTimer = window.setTimeout(() => { leave(); document.body.dispatchEvent(new CustomEvent("look")); }, left + 500);
}

function toggleMute(): void { muted = !muted; applyMute(); showMute(); }
function applyMute(): void { for (const track of local?.getAudioTracks() ?? []) track.enabled = !muted; }
function showMute(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-mute]")) {
    button.setAttribute("aria-pressed", String(muted));
    const text = button.querySelector("[data-mute-text]");
    if (text) text.textContent = (muted ? button.dataset.on : button.dataset.off) ?? "";
  }
}

function meter(stream: MediaStream): void {
  const context = new AudioContext(), analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (!stream.active) { clearInterval(timer); void context.close(); return; }
    analyser.getByteTimeDomainData(samples);
    const loud = Math.min(1, Math.max(...samples.map((each) => Math.abs(each - 128))) / 64);
    for (const box of document.querySelectorAll<HTMLElement>("[data-level]")) {
      const level = box.firstElementChild ?? box.appendChild(Object.assign(document.createElement("div"), { className: "level" }));
      (level as HTMLElement).style.transform = `scaleX(${loud.toFixed(2)})`;
    }
  }, 120);
}

function shown(selector: string, show: boolean): void {
  for (const each of document.querySelectorAll<HTMLElement>(selector)) each.hidden = !show;
}
