import { expect, it } from "vitest";

import { createFakeClock } from "../../testing/fakeClock";
import { createQuietMoments, quietMs } from "./quietMoments";

it("acts at once where nobody types, and else only the last when the typing pauses", () => {
  const clock = createFakeClock();
  const moments = createQuietMoments(clock);
  const done: string[] = [];
  const put = (name: string): void => {
    moments.put(() => done.push(name));
  };
  put("at once");
  expect(done).toEqual(["at once"]);

  moments.typed();
  put("of half a word");
  clock.advance(quietMs - 1);
  moments.typed();
  put("of the word");
  clock.advance(quietMs - 1);
  expect(done).toEqual(["at once"]);
  clock.advance(1);
  expect(done).toEqual(["at once", "of the word"]);

  moments.typed();
  put("of an editor that is gone");
  moments.end();
  clock.advance(quietMs);
  expect(done).toHaveLength(2);
});
