import { describe, expect, it } from "vitest";

import { chosenSession } from "./sessionChoice";

describe("the session of a record that is shown", () => {
  const sessions = [{ id: 7 }, { id: 9 }];

  it("is the one that the address names", () => {
    expect(chosenSession(sessions, "?session=9")).toEqual({ id: 9 });
  });

  it.each(["", "?session=", "?session=8", "?session=07", "?other=9"])("is the first otherwise: %j", (search) => {
    expect(chosenSession(sessions, search)).toEqual({ id: 7 });
  });

  it("is none where there is none", () => {
    expect(chosenSession<{ id: number }>([], "?session=9")).toBeUndefined();
  });
});
