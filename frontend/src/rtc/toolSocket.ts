/** What the tools of a room say over the socket: to the server for the record, and through it to pages without a direct way. */
import { createListeners, type Listeners } from "../lib/listeners";
import type { RequestResult } from "./requests";
import type { ClientAck, ClientEventName, ClientPayload, ServerEvent } from "./socket";

type OfTools =
  | `doc_${string}`
  | `whiteboard_${string}`
  | `run_${string}`
  | "stop_run"
  | "problems_sync"
  | `chat_${string}`
  | "activity"
  | "activity_sync"
  // What is said at the door while one is in the room.
  | "admission_sync"
  | "admission_requested"
  | "admission_withdrawn"
  | "admit"
  | "deny"
  | "remove_peer"
  | "lock_room"
  | "link_opened_again";
/** Where others work is part of their PeerView; where we do goes this way. */
export type ToolRequestName = Extract<ClientEventName, OfTools | "place">;
export type ToolEvent = Extract<ServerEvent, { readonly name: OfTools }>;
export type ToolEventPayload<Name extends ToolEvent["name"]> = Extract<ToolEvent, { readonly name: Name }>["payload"];

export interface ToolSocket {
  /** Ends for certain; as "disconnected" while we are not in the room, and when the socket is lost on the way. */
  readonly request: <Name extends ToolRequestName>(
    name: Name,
    payload: ClientPayload<Name>,
  ) => Promise<RequestResult<ClientAck<Name>>>;
  /** Without an acknowledgement: for what the next one makes up for. Dropped while we are not in the room. */
  readonly notify: <Name extends ToolRequestName>(name: Name, payload: ClientPayload<Name>) => void;
  /** Returns the function that ends it. */
  readonly on: <Name extends ToolEvent["name"]>(name: Name, listener: (payload: ToolEventPayload<Name>) => void) => () => void;
}

export interface ToolEvents {
  readonly on: ToolSocket["on"];
  readonly call: (event: ToolEvent) => void;
}

export function createToolEvents(): ToolEvents {
  const listeners: { readonly [Name in ToolEvent["name"]]: Listeners<[ToolEventPayload<Name>]> } = {
    doc_update: createListeners(),
    doc_awareness: createListeners(),
    whiteboard_update: createListeners(),
    whiteboard_pointer: createListeners(),
    run_state: createListeners(),
    chat_message: createListeners(),
    activity: createListeners(),
    admission_requested: createListeners(),
    admission_withdrawn: createListeners(),
    remove_peer: createListeners(),
    lock_room: createListeners(),
    link_opened_again: createListeners(),
  };
  return {
    on: (name, listener) => (listeners[name] as Listeners<[Parameters<typeof listener>[0]]>).add(listener),
    call: (event) => {
      // TypeScript does not see that name and payload belong together once more.
      (listeners[event.name] as Listeners<[unknown]>).call(event.payload);
    },
  };
}
