/**
 * W3C perfect negotiation for one RTCPeerConnection: either side may offer at any time; where both do, the polite side rolls
 * its own offer back and the impolite side ignores the other's.
 */
import type { SignalBody } from "./signal";

export type NegotiationTarget = Pick<
  RTCPeerConnection,
  "signalingState" | "localDescription" | "remoteDescription" | "setLocalDescription" | "setRemoteDescription" | "addIceCandidate"
>;

export interface NegotiationOptions {
  readonly target: NegotiationTarget;
  readonly polite: boolean;
  readonly send: (body: SignalBody) => void;
  /** A remote offer has been applied and the answer is about to be made. */
  readonly onOfferApplied: () => void;
  /** A description that the browser did not take, or a candidate that fits nothing. */
  readonly onError: (error: unknown) => void;
}

export interface Negotiation {
  /** For `negotiationneeded`. */
  readonly offer: () => Promise<void>;
  /** Signals are worked off one after the other, in the order of their arrival. */
  readonly receive: (body: SignalBody) => Promise<void>;
  /** Sends the offer that has no answer yet once more, with the candidates found since. false: there is none. */
  readonly resendOffer: () => boolean;
}

export function createNegotiation({ target, polite, send, onOfferApplied, onError }: NegotiationOptions): Negotiation {
  let isMakingOffer = false;
  let isIgnoringOffer = false;
  let earlyCandidates: (RTCIceCandidateInit | null)[] = [];
  let queue: Promise<void> = Promise.resolve();

  function sendLocal(): void {
    const description = target.localDescription;
    if (description === null || (description.type !== "offer" && description.type !== "answer")) return;
    send({ kind: description.type, sdp: description.sdp });
  }

  async function applyRemote(type: "offer" | "answer", sdp: string): Promise<void> {
    await target.setRemoteDescription({ type, sdp });
    const waiting = earlyCandidates;
    earlyCandidates = [];
    for (const candidate of waiting) await addCandidate(candidate);
  }

  async function addCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    try {
      await target.addIceCandidate(candidate);
    } catch (error) {
      // One candidate less is no reason to give the rest up.
      onError(error);
    }
  }

  async function handleOffer(sdp: string): Promise<void> {
    const isCollision = isMakingOffer || target.signalingState !== "stable";
    isIgnoringOffer = isCollision && !polite;
    if (isIgnoringOffer) return;
    // Rolls an own offer back by itself.
    await applyRemote("offer", sdp);
    onOfferApplied();
    await target.setLocalDescription();
    sendLocal();
  }

  async function handle(body: SignalBody): Promise<void> {
    if (target.signalingState === "closed") return;
    switch (body.kind) {
      case "offer":
        await handleOffer(body.sdp);
        return;
      case "answer":
        // A second answer, to an offer that was sent twice, finds everything settled.
        if (target.signalingState !== "have-local-offer") return;
        isIgnoringOffer = false;
        await applyRemote("answer", body.sdp);
        return;
      case "candidate":
        if (isIgnoringOffer) return;
        if (target.remoteDescription === null) earlyCandidates.push(body.candidate);
        else await addCandidate(body.candidate);
        return;
    }
  }

  return {
    offer: async () => {
      try {
        isMakingOffer = true;
        await target.setLocalDescription();
        sendLocal();
      } catch (error) {
        onError(error);
      } finally {
        isMakingOffer = false;
      }
    },
    receive: (body) => {
      queue = queue.then(() => handle(body)).catch(onError);
      return queue;
    },
    resendOffer: () => {
      if (target.signalingState !== "have-local-offer") return false;
      sendLocal();
      return true;
    },
  };
}
