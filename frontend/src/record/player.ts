/** The player of a record: the replay's own, which reads from the page in place of a server. */
import "../styles/replay.css";

import { saveFile } from "../collab/whiteboard/saveFile";
import { systemClock } from "../lib/clock";
import { warn } from "../lib/warn";
import { readDataFrom } from "../replay/data";
import { mountPlayer } from "../replay/player";
import { maybeById } from "../ui/dom";
import { showLocalTimes } from "../ui/localTimes";
import { showAllMarkdown } from "../ui/markdown";
import { readPart } from "./parts";

readDataFrom((path) => readPart(document, path));
showLocalTimes(document);
showAllMarkdown(document);
mountPlayer({
  clock: systemClock,
  warn,
  loadBoard: async () => {
    if (globalThis.talentsyncBoard === undefined) throw new Error("the record has no board");
    return Promise.resolve(globalThis.talentsyncBoard);
  },
});

const save = maybeById("record-save", HTMLButtonElement);
save?.addEventListener("click", () => {
  const code = maybeById("replay-final", HTMLElement)?.textContent ?? "";
  saveFile(new Blob([code], { type: "text/plain" }), save.dataset["name"] ?? "code.txt");
});
