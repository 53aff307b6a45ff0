import type { Tools } from "../protocol";

/**
 * The data channels between two peers. Both sides open them with the same id (`negotiated`), so that none waits for the other's
 * announcement and none is opened twice. Ids are part of the contract between page versions: never reuse one.
 */
export const channels = {
  document: { id: 0, label: "document" },
  whiteboard: { id: 1, label: "whiteboard" },
  control: { id: 2, label: "control" },
} as const;

export type ChannelName = keyof typeof channels;

/** The channels that tools of the stage use, each open only where the stage has the tool. */
export type ToolChannelName = Exclude<ChannelName, "control">;

export function toolChannels(tools: Tools): readonly ToolChannelName[] {
  return [...(tools.codeEditor ? ["document" as const] : []), ...(tools.whiteboard ? ["whiteboard" as const] : [])];
}

export function openChannel(connection: Pick<RTCPeerConnection, "createDataChannel">, name: ChannelName): RTCDataChannel {
  const { id, label } = channels[name];
  return connection.createDataChannel(label, { negotiated: true, id });
}
