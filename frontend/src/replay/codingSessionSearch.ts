/** Finding words in what the code of a coding session was at any time; each place found leads to its moment. */
import { byId, setText } from "../ui/dom";
import { type FoundInCode, searchCode } from "./codingSessionData";
import { foundText, searchStatusText } from "./codingSessionStrings";
import { createEntryList } from "./eventLog";

export interface SessionSearchOptions {
  readonly searchUrl: string;
  readonly startMs: number;
  readonly seek: (found: FoundInCode) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

export function mountSessionSearch({ searchUrl, startMs, seek, warn }: SessionSearchOptions): void {
  const form = byId("session-search", HTMLFormElement);
  const words = byId("session-search-words", HTMLInputElement);
  const status = byId("session-search-status", HTMLElement);
  const list = byId("session-search-found", HTMLElement);
  let asked = 0;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = words.value.trim();
    asked += 1;
    const mine = asked;
    list.replaceChildren();
    list.hidden = true;
    setText(status, wanted === "" ? "" : "Searching…");
    if (wanted === "") return;
    searchCode(searchUrl, wanted).then(
      ({ found, more }) => {
        if (mine !== asked) return;
        setText(status, searchStatusText(found.length, more));
        list.hidden = found.length === 0;
        createEntryList(list, found, found.map(foundText), startMs, seek);
      },
      (error: unknown) => {
        if (mine !== asked) return;
        setText(status, "The code could not be searched. Try again.");
        warn("searching the code", error);
      },
    );
  });
}
