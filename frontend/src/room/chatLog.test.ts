import { describe, expect, it } from "vitest";

import { countUnread, textParts, withMessages, type ChatEntry } from "./chatLog";

function entry(messageId: string, sentAt = `2026-11-28T10:00:0${messageId}Z`, senderId = "cara"): ChatEntry {
  return { messageId, sentAt, senderId, name: "Cara", channel: "room", text: `message ${messageId}` };
}

describe("the chat's log", () => {
  it("has each message once, by the server's time", () => {
    const log = withMessages(withMessages([], [entry("3")]), [entry("1"), entry("3"), entry("2")]);
    expect(log.map(({ messageId }) => messageId)).toEqual(["1", "2", "3"]);
    expect(withMessages(log, [entry("2")])).toBe(log);
  });

  it("counts what others have written and nobody has seen", () => {
    const log = withMessages([], [entry("1"), entry("2"), entry("3", undefined, "ivan")]);
    expect(countUnread(log, "2026-11-28T10:00:01Z", "ivan")).toBe(1);
    expect(countUnread(log, "", null)).toBe(3);
  });
});

describe("links", () => {
  it("are web addresses, without the end of the sentence", () => {
    expect(textParts("See https://example.org/a?b=1#c, then (http://localhost:8000/).")).toEqual([
      { kind: "text", text: "See " },
      { kind: "link", url: "https://example.org/a?b=1#c" },
      { kind: "text", text: ", then (" },
      { kind: "link", url: "http://localhost:8000/" },
      { kind: "text", text: ")." },
    ]);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
    "<a href=https://>x</a>",
    "xhttps://example.org",
    "https://",
    "http://[",
    "",
  ])("never are anything else: %s", (text) => {
    expect(textParts(text).filter(({ kind }) => kind === "link")).toEqual([]);
    expect(
      textParts(text)
        .map((part) => (part.kind === "text" ? part.text : part.url))
        .join(""),
    ).toBe(text);
  });
});
