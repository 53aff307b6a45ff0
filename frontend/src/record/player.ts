/** The player of a record: the replay's own, which reads from the page in place of a server. */
import "../styles/replay.css";

import { systemClock } from "../lib/clock";
import { warn } from "../lib/warn";
import { readDataFrom } from "../replay/data";
import { mountPlayer } from "../replay/player";
import { showLocalTimes } from "../ui/localTimes";
import { showAllMarkdown } from "../ui/markdown";
import { readPart } from "./parts";
import { bindSaving } from "./saving";

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
bindSaving(document);
