import { describe, expect, test } from "vitest";

import { createStateMachine, type StateMachine, type Step } from "./stateMachine";

type Effect = "double" | "fail";

/** Adds up; a number above 100 is an event that asks for an effect. */
function add(state: number, event: number): Step<number, Effect> {
  if (event === 101) return { state, effects: ["double", "double"] };
  if (event === 102) return { state: state + 1, effects: ["fail"] };
  return { state: state + event, effects: [] };
}

function bench(): { readonly machine: StateMachine<number, number>; readonly log: string[] } {
  const log: string[] = [];
  const machine = createStateMachine<number, number, Effect>({
    initial: { state: 1, effects: [] },
    transition: add,
    render: (state, previous) => log.push(`${previous ?? "nothing"} -> ${state}`),
    perform: (effect) => {
      log.push(effect);
      if (effect === "fail") throw new Error("failed");
      machine.dispatch(machine.getState());
    },
  });
  machine.start();
  return { machine, log };
}

describe("a running state machine", () => {
  test("shows the first state, and each change of it", () => {
    const { machine, log } = bench();
    machine.dispatch(2);
    machine.dispatch(0);
    expect(log).toEqual(["nothing -> 1", "1 -> 3"]);
  });

  test("does what effects bring about after all effects of the event before", () => {
    const { machine, log } = bench();
    machine.dispatch(101);
    expect(log).toEqual(["nothing -> 1", "double", "double", "1 -> 2", "2 -> 3"]);
  });

  test("carries out the first effects once the first state is shown", () => {
    const log: string[] = [];
    const machine = createStateMachine<number, number, string>({
      initial: { state: 1, effects: ["first"] },
      transition: (state) => ({ state, effects: [] }),
      render: (state) => log.push(`shows ${state}`),
      perform: (effect) => log.push(effect),
    });
    expect(log).toEqual([]);
    machine.start();
    expect(log).toEqual(["shows 1", "first"]);
  });

  test("goes on after an effect that failed", () => {
    const { machine } = bench();
    expect(() => {
      machine.dispatch(102);
    }).toThrow("failed");
    machine.dispatch(5);
    expect(machine.getState()).toBe(7);
  });
});
