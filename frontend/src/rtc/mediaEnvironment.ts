/** What local media needs of the browser, and the browser's own version of it. */
import type { CaptureFacts, CaptureKind } from "./mediaFailures";

export interface MediaEnvironment {
  /** null on insecure origins, where browsers hide all of it. */
  readonly devices: Pick<MediaDevices, "getUserMedia" | "enumerateDevices" | "addEventListener"> | null;
  /** null where the browser cannot share a screen, as on phones. */
  readonly getDisplayMedia: MediaDevices["getDisplayMedia"] | null;
  readonly isSecureContext: boolean;
  readonly canChooseSpeaker: boolean;
  /** The browser's own choice of a speaker (Firefox); null where `enumerateDevices` lists them all. */
  readonly selectAudioOutput: (() => Promise<MediaDeviceInfo>) | null;
  readonly captureFacts: (kind: CaptureKind) => Promise<CaptureFacts>;
  readonly createStream: (tracks: readonly MediaStreamTrack[]) => MediaStream;
}

const policyFeatures = { microphone: "microphone", camera: "camera", screen: "display-capture" } as const;

/** Not in TypeScript's library: Firefox alone has it so far. */
type WithAudioOutput = MediaDevices & { readonly selectAudioOutput?: () => Promise<MediaDeviceInfo> };

interface PolicyDocument {
  readonly featurePolicy?: { readonly allowsFeature: (feature: string) => boolean };
}

export function browserMediaEnvironment(): MediaEnvironment {
  // Typed as always there, but missing on insecure origins and, for screens, on phones.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const selectAudioOutput = (devices as WithAudioOutput | undefined)?.selectAudioOutput?.bind(devices);
  const canShareScreen = devices !== undefined && "getDisplayMedia" in devices;
  return {
    devices: devices ?? null,
    getDisplayMedia: canShareScreen ? (options) => devices.getDisplayMedia(options) : null,
    isSecureContext: window.isSecureContext,
    canChooseSpeaker: "setSinkId" in HTMLMediaElement.prototype,
    selectAudioOutput: selectAudioOutput ?? null,
    captureFacts: async (kind) => ({
      permission: kind === "screen" ? null : await queryPermission(kind),
      allowedByPolicy: (document as PolicyDocument).featurePolicy?.allowsFeature(policyFeatures[kind]) ?? null,
    }),
    createStream: (tracks) => new MediaStream([...tracks]),
  };
}

async function queryPermission(kind: "microphone" | "camera"): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: kind })).state;
  } catch {
    // Not every browser knows these names.
    return null;
  }
}
