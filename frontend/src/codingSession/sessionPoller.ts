/** The session as the server has it: read at the beginning, every few seconds, and whenever it may have changed. */
import { type Clock, createTimer } from "../lib/clock";
import { endsAccess } from "../lib/httpStatus";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { Answer, DsaApi, Refusal, Session } from "./api";
import type { ServerClock } from "../lib/serverClock";

/** Where the session stands, by the clock. */
export type SessionPhase = "early" | "welcome" | "work" | "timeUp" | "finished";

export function sessionPhaseOf(session: Session, serverNowMs: number): SessionPhase {
  switch (session.state) {
    case "waiting":
      return session.isOpen ? "welcome" : "early";
    case "active":
      return session.deadline !== null && Date.parse(session.deadline) <= serverNowMs ? "timeUp" : "work";
    case "finished":
      return "finished";
  }
}

export interface PollerSnapshot {
  readonly session: Session | null;
  /** The last request got an answer. */
  readonly isReachable: boolean;
  /** The link itself opens nothing any more. */
  readonly refusal: Refusal | null;
}

export interface SessionPoller extends Snapshots<PollerSnapshot> {
  readonly refresh: () => Promise<void>;
  readonly start: () => Promise<Answer<Session>>;
  readonly finish: (submitsDrafts: boolean) => Promise<Answer<Session>>;
}

export interface PollerDependencies {
  readonly api: Pick<DsaApi, "session" | "start" | "finish">;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
}

/** When the session changes by itself; null for never. */
function nextChange({ state, isOpen, opensAt, deadline }: Session): string | null {
  if (state === "waiting") return isOpen ? null : opensAt;
  return state === "active" ? deadline : null;
}

/** Often enough that a link which is withdrawn is noticed within seconds, also by a page on which nobody types. */
const pollMs = 10_000;
/** While something is about to change: the session opens, or its time is up and the server closes it. */
const soonMs = 1500;
const retryMs = 4000;

export function createSessionPoller({ api, clock, serverClock }: PollerDependencies): SessionPoller {
  const store = createSnapshotStore<PollerSnapshot>({ session: null, isReachable: true, refusal: null });
  const timer = createTimer(clock);

  let sent = 0;
  let newest = 0;
  const take = async (request: () => Promise<Answer<Session>>): Promise<Answer<Session>> => {
    const sentMs = clock.nowMs();
    const number = (sent += 1);
    const answer = await request();
    // An answer that was overtaken tells of how things stood before.
    if (number < newest) return answer;
    newest = number;
    const before = store.getSnapshot();
    if (answer.kind === "ok") {
      serverClock.observe(answer.value.serverTime, sentMs);
      store.replace({ session: answer.value, isReachable: true, refusal: null });
    } else if (answer.kind === "unreachable") {
      store.replace({ ...before, isReachable: false });
    } else {
      store.replace({ ...before, isReachable: true, refusal: endsAccess(answer.code) ? answer : before.refusal });
    }
    return answer;
  };

  const delayMs = ({ session, isReachable }: PollerSnapshot): number => {
    if (!isReachable) return retryMs;
    const next = session === null ? null : nextChange(session);
    if (next === null) return pollMs;
    const untilMs = Date.parse(next) - serverClock.nowMs();
    return untilMs > 0 ? Math.min(pollMs, untilMs + 50) : soonMs;
  };
  const plan = (): void => {
    timer.start(delayMs(store.getSnapshot()), () => void refresh());
  };
  const refresh = async (): Promise<void> => {
    await take(api.session);
    plan();
  };
  const act = async (request: () => Promise<Answer<Session>>): Promise<Answer<Session>> => {
    const answer = await take(request);
    plan();
    return answer;
  };
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    refresh,
    start: () => act(api.start),
    finish: (submitsDrafts) => act(() => api.finish(submitsDrafts)),
  };
}
