/** The edge to socket.io-client: its events and flags become the few facts that signaling decides on. */
import { io, type Socket } from "socket.io-client";

import {
  errorCodes,
  type ClientToServerEvents,
  type ErrorCode,
  type ProtocolError,
  type Refusal,
  type ServerToClientEvents,
} from "../protocol";

export type ServerEvent = {
  [Name in keyof ServerToClientEvents]: {
    readonly name: Name;
    readonly payload: Parameters<ServerToClientEvents[Name]>[0];
  };
}[keyof ServerToClientEvents];

export type ClientEventName = keyof ClientToServerEvents;
export type ClientPayload<Name extends ClientEventName> = Parameters<ClientToServerEvents[Name]>[0];
export type ClientAck<Name extends ClientEventName> = Exclude<
  Parameters<NonNullable<Parameters<ClientToServerEvents[Name]>[1]>>[0],
  Refusal
>;

export interface SocketHandlers {
  readonly onConnect: () => void;
  /** `retries`: the socket connects again by itself. */
  readonly onDisconnect: (retries: boolean) => void;
  /** `refusal` is set where the server said no; otherwise it was not reached, and the socket tries again by itself. */
  readonly onConnectError: (refusal: ProtocolError | null) => void;
  readonly onEvent: (event: ServerEvent) => void;
}

export interface SignalingSocket {
  readonly open: () => void;
  readonly close: () => void;
  readonly emit: <Name extends ClientEventName>(
    name: Name,
    payload: ClientPayload<Name>,
    onAnswer?: (answer: ClientAck<Name> | Refusal) => void,
  ) => void;
}

export type CreateSocket = (handlers: SocketHandlers) => SignalingSocket;

const serverEventNames = [
  "USER_JOINED",
  "USER_LEFT",
  "peer_resumed",
  "peer_away",
  "OFFER",
  "ANSWER",
  "ICE_CANDIDATE",
  "media_state",
  "place",
  "activity",
  "push_question",
  "doc_update",
  "doc_awareness",
  "whiteboard_update",
  "whiteboard_pointer",
  "run_state",
  "chat_message",
  "admission_requested",
  "admission_withdrawn",
  "admission_denied",
  "admission_update",
  "link_opened_again",
  "remove_peer",
  "lock_room",
  "room_opened",
  "room_closed",
  "replaced",
  "error",
] as const satisfies readonly (keyof ServerToClientEvents)[];

/** A candidate's page passes the token of its link; without one the session cookie counts. */
export function socketIoFactory(token: string | null): CreateSocket {
  return (handlers) => {
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
      transports: ["websocket", "polling"],
      // Some networks let no WebSocket through; without this the client would try one again and again.
      tryAllTransports: true,
      autoConnect: false,
      // Each call has its own connection, so that closing one never closes another.
      forceNew: true,
      reconnectionDelay: 250,
      reconnectionDelayMax: 3_000,
      ...(token === null ? {} : { auth: { token } }),
    });
    socket.on("connect", handlers.onConnect);
    socket.on("disconnect", () => {
      handlers.onDisconnect(socket.active);
    });
    socket.on("connect_error", (error) => {
      handlers.onConnectError(socket.active ? null : toRefusal(error));
    });
    window.addEventListener("pagehide", () => {
      sayGone(socket);
    });
    for (const name of serverEventNames) {
      socket.on(name, (payload: unknown) => {
        handlers.onEvent({ name, payload } as ServerEvent);
      });
    }
    return {
      open: () => {
        socket.connect();
      },
      close: () => {
        socket.disconnect();
      },
      emit: (name, payload, onAnswer) => {
        const args = onAnswer === undefined ? [payload] : [payload, onAnswer];
        // socket.io-client's types cannot follow an event name that is generic; ours above can.
        (socket.emit as (event: string, ...rest: unknown[]) => unknown).call(socket, name, ...args);
      },
    };
  };
}

/** Browsers close the WebSocket of a page that goes with a code that says so. One that polls has to say it by a request that outlives it. */
function sayGone({ connected, io: { engine } }: Socket): void {
  if (!connected || engine.transport.name !== "polling") return;
  const query = new URLSearchParams({ EIO: "4", transport: "polling", sid: engine.id });
  // The event, and then Engine.IO's own packet of closing.
  navigator.sendBeacon(`/socket.io/?${query.toString()}`, '42["page_gone",{}]\u001e1');
}

function toRefusal(error: Error & { data?: unknown }): ProtocolError {
  const data = error.data;
  const code = typeof data === "object" && data !== null && "code" in data ? data.code : null;
  return { code: isErrorCode(code) ? code : "internal_error", message: error.message };
}

function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}
