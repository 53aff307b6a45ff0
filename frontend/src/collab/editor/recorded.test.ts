import { beforeEach, describe, expect, it } from "vitest";

import { settle } from "../../testing/fakeClock";
import { isRecorded, recordedWithinMs } from "./recorded";
import { createFakeRoom, type FakeRoom, type Page } from "./testing";

let room: FakeRoom;
let ada: Page;
let bob: Page;

beforeEach(async () => {
  room = createFakeRoom();
  ada = await room.open("ada");
  bob = await room.open("bob");
  room.setLink("ada", "bob", true);
  ada.code.insert(0, "one two");
  await room.calmDown();
});

const serverText = (): string => room.serverDoc.getText("code").toJSON();

/** What ada is told, and what the server had then; null while she is told nothing. */
function ask(): () => {
  readonly answer: boolean;
  readonly server: string;
} | null {
  let told: ReturnType<ReturnType<typeof ask>> = null;
  void isRecorded({ ...ada, clock: room.clock }).then((answer) => (told = { answer, server: serverText() }));
  return () => told;
}

async function deliverAll(): Promise<void> {
  while (room.underWay() > 0) await room.deliver();
}

async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    room.clock.advance(50);
    await settle();
    await deliverAll();
  }
}

describe("what a page shows", () => {
  it("is recorded where nobody has typed since", async () => {
    const told = ask();
    await settle();
    await deliverAll();
    expect(told()).toEqual({ answer: true, server: "one two" });
  });

  it("is waited for where it was typed here and gathers", async () => {
    ada.code.insert(7, " three");
    const told = ask();
    await settle();
    await deliverAll();
    expect(told()).toEqual({ answer: true, server: "one two three" });
  });

  it.each([
    ["typed", [{ retain: 7 }, { insert: " three" }], "one two three"],
    ["taken out", [{ retain: 3 }, { delete: 4 }], "one"],
  ])("is waited for where somebody else has %s something that the server has not got yet", async (_, delta, expected) => {
    bob.code.applyDelta(delta);
    await deliverAll();
    expect([ada.text(), serverText()]).toEqual([expected, "one two"]);
    const told = ask();
    await settle();
    await deliverAll();
    expect(told()).toBeNull();
    await pass(500);
    expect(told()).toEqual({ answer: true, server: expected });
    expect(room.arrived.at(-1)).toMatchObject({ from: "bob" });
  });

  it("need not have what others type meanwhile", async () => {
    const told = ask();
    bob.code.insert(7, " three");
    await settle();
    await deliverAll();
    expect(told()).toEqual({ answer: true, server: "one two" });
  });

  it("is sent from here where whoever typed it has lost the server", async () => {
    room.setSocket("bob", false);
    bob.code.insert(7, " three");
    await deliverAll();
    const told = ask();
    await settle();
    await pass(recordedWithinMs);
    expect(told()).toEqual({ answer: true, server: "one two three" });
    expect(room.arrived.at(-1)).toMatchObject({ from: "ada" });
  });

  it("is not recorded where this page has lost the server", async () => {
    bob.code.insert(7, " three");
    await deliverAll();
    room.setSocket("ada", false);
    const told = ask();
    await settle();
    await pass(recordedWithinMs * 2);
    expect(told()).toMatchObject({ answer: false });
  });
});
