/** A signal between two peers, as this side sees it; the wire's shapes are converted here and nowhere else. */
import type { AnswerSignal, CandidateSignal, OfferSignal, WireDescription } from "../protocol";

export type SignalBody =
  | { readonly kind: "offer"; readonly sdp: string }
  | { readonly kind: "answer"; readonly sdp: string }
  /** null: the end of candidates. */
  | { readonly kind: "candidate"; readonly candidate: RTCIceCandidateInit | null };

/** `peerId`: whom it goes to, or whom it came from. */
export type Signal = SignalBody & { readonly peerId: string; readonly connectionId?: string };

type Incoming<Payload> = Payload & { readonly senderId: string };

export function fromOffer(payload: Incoming<OfferSignal>): Signal {
  return { kind: "offer", sdp: sdpText(payload.sdp), ...origin(payload) };
}

export function fromAnswer(payload: Incoming<AnswerSignal>): Signal {
  return { kind: "answer", sdp: sdpText(payload.sdp), ...origin(payload) };
}

export function fromCandidate(payload: Incoming<CandidateSignal>): Signal {
  return { kind: "candidate", candidate: payload.candidate, ...origin(payload) };
}

function origin(payload: { readonly senderId: string; readonly connectionId?: string }): Pick<Signal, "peerId" | "connectionId"> {
  const { senderId: peerId, connectionId } = payload;
  return connectionId === undefined ? { peerId } : { peerId, connectionId };
}

function sdpText(sdp: WireDescription<"offer" | "answer">): string {
  return typeof sdp === "string" ? sdp : sdp.sdp;
}
