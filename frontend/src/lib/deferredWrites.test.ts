import { expect, it, vi } from "vitest";

import { createDeferredWrites } from "./deferredWrites";

const page = new EventTarget();
vi.stubGlobal("window", page);

it("writes what was put in one turn together, in its order, and later", async () => {
  const written: number[][] = [];
  const writes = createDeferredWrites<number>((values) => {
    written.push([...values]);
    return Promise.resolve();
  });
  const first = writes.put(1);
  const second = writes.put(2);
  expect(written).toEqual([]);
  await Promise.all([first, second]);
  expect(written).toEqual([[1, 2]]);
  await writes.written();
  void writes.put(3);
  await writes.written();
  expect(written).toEqual([[1, 2], [3]]);
});

it("tells who has put something that it cannot be written, and goes on", async () => {
  let fails = true;
  const writes = createDeferredWrites<number>(() => (fails ? Promise.reject(new Error("full")) : Promise.resolve()));
  const put = writes.put(1);
  await expect(writes.written()).resolves.toBeUndefined();
  await expect(put).rejects.toThrow("full");
  fails = false;
  await expect(writes.put(2)).resolves.toBeUndefined();
});

it("writes in the same turn when the page goes, as there may be no other", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const written: number[][] = [];
    const writes = createDeferredWrites<number>((values) => {
      written.push([...values]);
      return Promise.resolve();
    });
    const put = writes.put(1);
    page.dispatchEvent(new Event("pagehide"));
    await put;
    expect(written).toEqual([[1]]);
    expect(vi.getTimerCount()).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
