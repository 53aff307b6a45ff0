import "./styles/replay.css";

import { systemClock } from "./lib/clock";
import { warn } from "./lib/warn";
import { mountPlayer } from "./replay/player";
import { showLocalTimes } from "./ui/localTimes";
import { showAllMarkdown } from "./ui/markdown";

showLocalTimes(document);
showAllMarkdown(document);
mountPlayer({
  clock: systemClock,
  warn,
  loadBoard: async () => (await import("./collab/whiteboard/BoardViewer")).mountBoardViewer,
});
