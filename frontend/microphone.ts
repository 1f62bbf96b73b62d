// The microphone: asked for when it is needed, given back when no call follows, muted here.
const IDLE = 60_000; // it stays open so long without a call, after a test or an accepted callback
const MUTED = "ringback-muted";

let stream: MediaStream | null = null;
let asking: Promise<MediaStream | null> | null = null;
let wanted = false;
let idle = 0;

/** Tracks to send; none where there is no microphone, or we may not use it: then one listens. */
export const tracks = (): MediaStreamTrack[] => (stream?.active ? stream.getAudioTracks() : []);

export async function openMicrophone(): Promise<void> {
  clearTimeout(idle);
  idle = window.setTimeout(() => { if (!wanted) closeMicrophone(); }, IDLE);
  if (!stream?.active) stream = await (asking ??= ask());
  asking = null;
  shown("[data-no-microphone]", stream === null);
  shown("[data-microphone-ready]", stream !== null);
  apply();
}

export function closeMicrophone(): void {
  wanted = false;
  for (const track of tracks()) track.stop();
  stream = null;
  shown("[data-microphone-ready]", false);
}

/** For as long as a call lasts; whoever was muted before a reload is muted after it. */
export function keepMicrophone(): void { wanted = true; }

export function forgetMute(): void {
  sessionStorage.removeItem(MUTED);
  apply();
}

export function toggleMute(): void {
  if (isMuted()) sessionStorage.removeItem(MUTED);
  else sessionStorage.setItem(MUTED, "yes");
  apply();
}

/** Mutes what is sent and says on each button what it is now. */
export function apply(): void {
  for (const track of tracks()) track.enabled = !isMuted();
  for (const button of document.querySelectorAll<HTMLElement>("[data-mute]")) {
    button.setAttribute("aria-pressed", String(isMuted()));
    const text = button.querySelector("[data-mute-text]");
    if (text) text.textContent = (isMuted() ? button.dataset.on : button.dataset.off) ?? "";
  }
}

export function shown(selector: string, show: boolean): void {
  for (const each of document.querySelectorAll<HTMLElement>(selector)) each.hidden = !show;
}

function isMuted(): boolean { return sessionStorage.getItem(MUTED) !== null; }

async function ask(): Promise<MediaStream | null> {
  try {
    const given = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    meter(given);
    return given;
  } catch {
    return null; // the page says so, and one listens
  }
}

function meter(given: MediaStream): void {
  const context = new AudioContext(), analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(given).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (!given.active) { clearInterval(timer); void context.close(); }
    analyser.getByteTimeDomainData(samples);
    level(given.active && !isMuted() ? Math.min(1, Math.max(...samples.map((each) => Math.abs(each - 128))) / 64) : 0);
  }, 120);
}

function level(loud: number): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-level]")) {
    const bar = box.firstElementChild ?? box.appendChild(Object.assign(document.createElement("div"), { className: "level" }));
    (bar as HTMLElement).style.transform = `scaleX(${loud.toFixed(2)})`;
  }
}
