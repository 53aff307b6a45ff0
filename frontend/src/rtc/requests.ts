/** Requests to the server that end for certain: with an answer, a refusal, a timeout, or the loss of the socket. */
import type { Clock } from "../lib/clock";
import type { Failure, Result } from "../lib/result";
import type { CallErrorCode, Refusal } from "../protocol";
import type { ClientAck, ClientEventName, ClientPayload, SignalingSocket } from "./socket";

export type RequestResult<Value> = Result<Value, CallErrorCode>;

export interface Requests {
  readonly send: <Name extends ClientEventName>(
    name: Name,
    payload: ClientPayload<Name>,
    timeoutMs?: number,
  ) => Promise<RequestResult<ClientAck<Name>>>;
  /** The socket is gone: no answer will come to what is under way. */
  readonly abandonAll: () => void;
}

export const disconnected: Failure<CallErrorCode> = {
  code: "disconnected",
  message: "The connection to the server is interrupted.",
};
const defaultTimeoutMs = 10_000;
const timedOut: Failure<CallErrorCode> = { code: "timeout", message: "The server did not answer in time." };

export function createRequests(emit: SignalingSocket["emit"], clock: Clock): Requests {
  const underWay = new Set<(failure: Failure<CallErrorCode>) => void>();
  return {
    send: (name, payload, timeoutMs = defaultTimeoutMs) =>
      new Promise((resolve) => {
        const fail = (error: Failure<CallErrorCode>): void => {
          finish();
          resolve({ ok: false, error });
        };
        const cancelTimeout = clock.after(timeoutMs, () => {
          fail(timedOut);
        });
        const finish = (): void => {
          underWay.delete(fail);
          cancelTimeout();
        };
        underWay.add(fail);
        emit(name, payload, (answer) => {
          finish();
          resolve(isRefusal(answer) ? { ok: false, error: answer.error } : { ok: true, value: answer });
        });
      }),
    abandonAll: () => {
      for (const fail of [...underWay]) fail(disconnected);
    },
  };
}

function isRefusal(answer: object): answer is Refusal {
  return "error" in answer;
}
