/**
 * Has it noted that the room went out of sight and came back into it. What was asked is asked again until the server answers,
 * over interruptions and a reload, so that nobody stays out of sight on record who is back.
 */
import { backoffDelayMs } from "../lib/backoff";
import { createTimer, type Clock } from "../lib/clock";
import { elapsed } from "../lib/duration";
import type { Call } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import type { BrowserStorage } from "../ui/browserStorage";

export interface OutOfSightDependencies {
  readonly call: Pick<Call, "getSnapshot" | "subscribe" | "toolSocket">;
  readonly clock: Clock;
  readonly announce: Announce;
  /** Of this tab: what is on record outlives a reload. */
  readonly storage: BrowserStorage;
  readonly roomId: string;
}

export interface OutOfSight {
  readonly setHidden: (hidden: boolean) => void;
}

/** A page that is going away is hidden, too; and a glance aside is nothing. */
const hiddenAfterMs = 1_500;
const retryDelays = { firstMs: 2_000, ceilingMs: 60_000 };
/** What is refused so often is refused for good: so much was noted that nothing more is. */
const maxRefusals = 5;
/** In the storage, in place of a time: "hidden" was sent, and nobody knows whether it arrived. */
const unanswered = "unanswered";

export function createOutOfSight(
  { call, clock, announce, storage, roomId }: OutOfSightDependencies,
  isHiddenAtFirst: boolean,
): OutOfSight {
  const key = `talentsync:out-of-sight:${roomId}`;
  const glance = createTimer(clock);
  const retry = createTimer(clock);
  /** Since when the record says "hidden", `unanswered`, or null: it says that the room is in sight. */
  let onRecord = storage.getItem(key);
  let isHidden = onRecord !== null && isHiddenAtFirst;
  /** Whoever comes into the room anew counts as looking at it, on record as well. */
  let isToBeToldAnew = false;
  let isUnderWay = false;
  let failures = 0;
  let joinedAs: string | null = null;
  let wasJoined = false;

  const isJoined = (): boolean => call.getSnapshot().signaling.kind === "joined";
  const setOnRecord = (since: string | null): void => {
    onRecord = since;
    if (since === null) storage.removeItem(key);
    else storage.setItem(key, since);
  };
  const isDue = (): boolean => {
    if (!isHidden) return onRecord !== null;
    return (onRecord === null || onRecord === unanswered || isToBeToldAnew) && failures < maxRefusals;
  };

  const send = async (): Promise<void> => {
    if (isUnderWay || !isJoined() || !isDue()) return;
    isUnderWay = true;
    const kind = isHidden ? "hidden" : "visible";
    const before = onRecord;
    if (kind === "hidden" && before === null) setOnRecord(unanswered);
    const answer = await call.toolSocket.request("activity", { kind });
    isUnderWay = false;
    if (answer.ok) {
      failures = 0;
      isToBeToldAnew = false;
      if (kind === "visible") setOnRecord(null);
      else if (before === null || before === unanswered) setOnRecord(answer.value.at);
      if (kind === "visible")
        announce({ text: `Noted for the interviewers: ${wordsOf(before, answer.value.at)}`, visible: true });
    } else {
      const mayHaveArrived = answer.error.code === "timeout" || answer.error.code === "disconnected";
      if (kind === "hidden" && !mayHaveArrived) setOnRecord(before);
      failures = mayHaveArrived && kind === "hidden" ? 1 : failures + 1;
      if (isJoined()) {
        retry.start(backoffDelayMs(failures, retryDelays), () => void send());
        return;
      }
    }
    await send();
  };

  call.subscribe(() => {
    const { signaling } = call.getSnapshot();
    const joined = signaling.kind === "joined";
    if (joined && joinedAs !== signaling.userId) {
      joinedAs = signaling.userId;
      isToBeToldAnew = isHidden && onRecord !== null;
    }
    if (joined && !wasJoined) void send();
    wasJoined = joined;
  });

  return {
    setHidden: (hidden) => {
      glance.cancel();
      failures = 0;
      if (!hidden) {
        isHidden = false;
        void send();
        return;
      }
      glance.start(hiddenAfterMs, () => {
        const { kind } = call.getSnapshot().signaling;
        // In the lobby nobody looks away from anything.
        if (kind !== "joined" && kind !== "reconnecting") return;
        isHidden = true;
        void send();
      });
    },
  };
}

function wordsOf(since: string | null, at: string): string {
  if (since === null || since === unanswered) return "you came back to the room";
  return `the room was out of sight for ${elapsed(Date.parse(at) - Date.parse(since))}`;
}
