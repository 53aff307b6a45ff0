/**
 * Whether WebRTC is there: WebKitGTK is built without it, and Firefox's `media.peerconnection.enabled`, privacy extensions and
 * administrators switch it off, in some browsers so that only the attempt fails.
 */
export function hasWebRtc(): boolean {
  try {
    createConnection().close();
    return true;
  } catch {
    return false;
  }
}

export function createConnection(configuration?: RTCConfiguration): RTCPeerConnection {
  return new RTCPeerConnection(configuration);
}
