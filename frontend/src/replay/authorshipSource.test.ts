import { expect, test } from "vitest";

import { createAuthorshipSource } from "./authorshipSource";

test("it is fetched once for all who ask, and again where that failed", async () => {
  let asked = 0;
  let isDown = true;
  const source = createAuthorshipSource(() => {
    asked += 1;
    return isDown
      ? Promise.reject(new Error("offline"))
      : Promise.resolve([{ client: 1, from: 0, to: 3, actor: "cara", atMs: 1, isAtOnce: false }]);
  });
  await expect(source.load()).rejects.toThrow("offline");
  expect(source.known()).toBeNull();
  isDown = false;
  const [one, other] = await Promise.all([source.load(), source.load()]);
  expect(one).toBe(other);
  expect(source.known()).toBe(one);
  expect(asked).toBe(2);
});
