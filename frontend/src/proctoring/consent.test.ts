import { beforeEach, expect, it } from "vitest";

import { createFakeClock, settle, type FakeClock } from "../testing/fakeClock";
import { runConsent } from "./consent";
import type { ConsentStatus, Outcome, ProctoringStatus } from "./protocol";

let clock: FakeClock;
let answers: Outcome<ProctoringStatus>[];
let asked: string[];
let shown: string[];
let given: number;
let presses: Map<string, () => void>;

const ok = (status: ConsentStatus, textVersion = "1"): Outcome<ProctoringStatus> => ({
  kind: "ok",
  value: {
    serverTime: "2026-11-22T10:00:00.000Z",
    enabled: true,
    snapshotIntervalSeconds: 30,
    consent: { status, textVersion, text: { intro: "", points: [] }, givenAt: null },
    wayOut: null,
    cameraRequired: false,
    exemptionRequest: null,
    retentionDays: 30,
    deletionDate: null,
    snapshotCount: 0,
    incidents: [],
    clientSequenceNext: 0,
  },
});

beforeEach(() => {
  clock = createFakeClock();
  [answers, asked, shown, given] = [[], [], [], 0];
  presses = new Map();
});

async function run(...given_: Outcome<ProctoringStatus>[]): Promise<ReturnType<typeof runConsent>> {
  answers = given_;
  const next = (what: string): Promise<Outcome<ProctoringStatus>> => {
    asked.push(what);
    return Promise.resolve(answers.shift() ?? { kind: "offline" });
  };
  const consent = runConsent({
    api: {
      status: () => next("status"),
      decide: (decision, version) => next(`${decision} ${version}`),
      askForExemption: (note) => next(`ask: ${note}`),
    },
    page: {
      showConsent: (view) => shown.push(view),
      showProblem: (problem) => {
        if (problem !== "") shown.push(problem);
      },
      setBusy: () => undefined,
      exemptionNote: () => "no camera here",
      on: (press, listener) => presses.set(press, listener),
    },
    clock,
    onGiven: () => {
      given += 1;
    },
  });
  await settle();
  return consent;
}

async function press(name: string): Promise<void> {
  presses.get(name)?.();
  await settle();
}

it("asks first, and goes on only with a yes", async () => {
  await run(ok("required"), ok("given"));
  expect([shown, given]).toEqual([["asking"], 0]);
  await press("agree");
  expect([shown, given]).toEqual([["asking", "given"], 1]);
  expect(asked).toEqual(["status", "given 1"]);
});

it("does not ask again who has agreed before", async () => {
  await run(ok("given"));
  expect([shown, given]).toEqual([["given"], 1]);
});

it("shows a way out after a no, and goes on by itself when the recruiter has granted one", async () => {
  await run(ok("required"), ok("declined"), ok("exempted"));
  await press("decline");
  expect(shown).toEqual(["asking", "declined"]);
  clock.advance(30_000);
  await settle();
  expect([shown.at(-1), given]).toEqual(["exempted", 0]);
});

it("asks for a session without a camera, and goes on looking whether it is granted", async () => {
  await run(ok("declined"), ok("declined"), ok("exempted"));
  await press("askForExemption");
  expect(asked).toEqual(["status", "ask: no camera here"]);
  clock.advance(30_000);
  await settle();
  expect(shown.at(-1)).toBe("exempted");
});

it("lets somebody who said no read it again and agree", async () => {
  await run(ok("declined"), ok("given"));
  await press("reconsider");
  expect(shown.at(-1)).toBe("asking");
  clock.advance(60_000);
  await press("agree");
  expect([given, asked]).toEqual([1, ["status", "given 1"]]);
});

it("asks again with the new words when they changed in between", async () => {
  await run(
    ok("required", "1"),
    { kind: "refused", status: 409, code: "consent_text_changed", detail: "The words changed." },
    ok("required", "2"),
    ok("given", "2"),
  );
  await press("agree");
  expect(shown).toEqual(["asking", "The words changed.", "asking"]);
  await press("agree");
  expect(asked).toEqual(["status", "given 1", "status", "given 2"]);
});

it("says that there is no connection, and tries again by itself", async () => {
  await run({ kind: "offline" }, ok("required"));
  expect(shown[0]).toContain("no connection");
  clock.advance(10_000);
  await settle();
  expect(shown.at(-1)).toBe("asking");
});

it("asks nothing more once the session is over", async () => {
  const consent = await run(ok("declined"));
  consent.stop();
  clock.advance(120_000);
  expect([shown.at(-1), asked]).toEqual(["none", ["status"]]);
});
