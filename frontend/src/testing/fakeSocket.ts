import type { JoinAck, Peer, ProtocolError, Refusal } from "../protocol";
import type { ClientAck, ClientEventName, ClientPayload, CreateSocket, ServerEvent, SocketHandlers } from "../rtc/socket";

interface Emitted {
  readonly name: ClientEventName;
  readonly payload: unknown;
  readonly onAnswer: ((answer: never) => void) | undefined;
}

/** The server's end of a socket, played by the test. */
export interface FakeSocket {
  readonly create: CreateSocket;
  readonly opened: () => number;
  readonly emitted: () => readonly Emitted[];
  readonly namesSince: (index: number) => readonly ClientEventName[];
  readonly payloads: <Name extends ClientEventName>(name: Name) => readonly ClientPayload<Name>[];
  readonly connect: () => void;
  readonly refuse: (refusal: ProtocolError | null) => void;
  /** The connection is lost and the client connects again by itself, as after a network failure. */
  readonly drop: () => void;
  /** The server ends the connection, after which the client does not come back by itself. */
  readonly dismiss: () => void;
  readonly say: (event: ServerEvent) => void;
  /** Answers the last event of that name; answering an earlier one, by index from the end, is for late answers. */
  readonly answer: <Name extends ClientEventName>(name: Name, answer: ClientAck<Name> | Refusal, fromEnd?: number) => void;
}

export function createFakeSocket(): FakeSocket {
  let handlers: SocketHandlers | null = null;
  let isUp = false;
  let opened = 0;
  const emitted: Emitted[] = [];
  const page = (): SocketHandlers => {
    if (handlers === null) throw new Error("no socket was created");
    return handlers;
  };
  const lose = (retries: boolean): void => {
    if (!isUp) return;
    isUp = false;
    page().onDisconnect(retries);
  };
  return {
    create: (given) => {
      handlers = given;
      return {
        open: () => {
          opened += 1;
        },
        close: () => {
          lose(false);
        },
        emit: (name, payload, onAnswer) => {
          emitted.push({ name, payload, onAnswer });
        },
      };
    },
    opened: () => opened,
    emitted: () => emitted,
    namesSince: (index) => emitted.slice(index).map(({ name }) => name),
    payloads: (name) => emitted.filter((event) => event.name === name).map(({ payload }) => payload as never),
    connect: () => {
      isUp = true;
      page().onConnect();
    },
    refuse: (refusal) => {
      page().onConnectError(refusal);
    },
    drop: () => {
      lose(true);
    },
    dismiss: () => {
      lose(false);
    },
    say: (event) => {
      page().onEvent(event);
    },
    answer: (name, answer, fromEnd = 0) => {
      const event = emitted.filter((candidate) => candidate.name === name).at(-1 - fromEnd);
      if (event?.onAnswer === undefined) throw new Error(`nothing to answer: ${name}`);
      event.onAnswer(answer as never);
    },
  };
}

export function refusal(code: ProtocolError["code"]): Refusal {
  return { error: { code, message: `about ${code}` } };
}

export function person(userId: string, name = userId): Peer {
  return { userId, userInfo: { name, role: "interviewer", colour: 0, media: { audio: false, video: false, screen: false } } };
}

export function joinAnswer(change: Partial<JoinAck> = {}): JoinAck {
  return {
    userId: "me",
    resumeToken: "token-1",
    resumed: false,
    userInfo: person("me").userInfo,
    peers: [],
    iceServers: [{ urls: "turn:first" }],
    iceTransportPolicy: "all",
    tools: { video: true, codeEditor: true, whiteboard: false },
    question: null,
    questions: [],
    startedAt: "2026-11-28T12:00:00+00:00",
    serverTime: "2026-11-28T12:00:00+00:00",
    resumeGraceMs: 10_000,
    ...change,
  };
}
