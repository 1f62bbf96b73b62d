// One connection to the other page. The agent's page always offers; candidates wait until the other side is described.
import { shown, tracks } from "./microphone";

export type Say = (kind: "offer" | "answer" | "ice", data: unknown) => void;

export class Peer {
  private readonly connection: RTCPeerConnection;
  private readonly early: RTCIceCandidateInit[] = [];

  /** `changed` hears each new state of the connection until it is closed. */
  constructor(ice: RTCConfiguration, private readonly say: Say, changed: (state: RTCPeerConnectionState) => void) {
    const connection = (this.connection = new RTCPeerConnection(ice));
    const own = tracks();
    for (const track of own) connection.addTrack(track, new MediaStream(own));
    if (!own.length) connection.addTransceiver("audio", { direction: "recvonly" });
    connection.ontrack = (event) => hear(event.streams[0] ?? new MediaStream([event.track]));
    connection.onicecandidate = (event) => { if (event.candidate) say("ice", event.candidate); };
    connection.onconnectionstatechange = () => changed(connection.connectionState);
  }

  get isConnected(): boolean { return this.connection.connectionState === "connected"; }

  async offer(): Promise<void> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    this.say("offer", this.connection.localDescription);
  }

  async got(kind: string, data: unknown): Promise<void> {
    if (kind === "ice") return this.candidate(data as RTCIceCandidateInit);
    await this.connection.setRemoteDescription(data as RTCSessionDescriptionInit);
    for (const each of this.early.splice(0)) await this.connection.addIceCandidate(each);
    if (kind !== "offer") return;
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    this.say("answer", this.connection.localDescription);
  }

  close(): void {
    this.connection.onconnectionstatechange = this.connection.onicecandidate = this.connection.ontrack = null;
    this.connection.close();
  }

  private async candidate(one: RTCIceCandidateInit): Promise<void> {
    if (this.connection.remoteDescription) await this.connection.addIceCandidate(one);
    else this.early.push(one);
  }
}

/** The element lives outside of what is swapped. A page that nobody has clicked may refuse to sound: then it asks for a click. */
export function hear(stream: MediaStream | null): void {
  const audio = document.querySelector<HTMLAudioElement>("#call-audio")!;
  if (stream !== audio.srcObject) audio.srcObject = stream;
  shown("[data-hear-box]", false);
  if (stream) audio.play().catch((problem: DOMException) => { if (problem.name === "NotAllowedError") shown("[data-hear-box]", true); });
}

export function hearAgain(): void {
  hear(document.querySelector<HTMLAudioElement>("#call-audio")!.srcObject as MediaStream | null);
}
