/**
 * The player of a coding session's record: the replay's own, which reads from the page in place of a server. Where an interview has
 * several candidates, the file has the session of each, and `?session=` behind its address names the one that is shown.
 */
import "../styles/replay.css";

import { systemClock } from "../lib/clock";
import { warn } from "../lib/warn";
import { type RawSessionConfig, sessionConfigOf } from "../replay/codingSessionData";
import { mountSessionPlayer } from "../replay/codingSessionPlayer";
import { readDataFrom } from "../replay/data";
import { byId } from "../ui/dom";
import { showLocalTimes } from "../ui/localTimes";
import { showAllMarkdown } from "../ui/markdown";
import { readPart } from "./parts";
import { bindSaving } from "./saving";
import { chosenSession } from "./sessionChoice";

interface RecordedSession extends RawSessionConfig {
  readonly id: number;
}

readDataFrom((path) => readPart(document, path));
showLocalTimes(document);
showAllMarkdown(document);
bindSaving(document);

const sessions = JSON.parse(byId("replay-config", HTMLElement).textContent) as readonly RecordedSession[];
const shown = chosenSession(sessions, location.search);
for (const part of document.querySelectorAll<HTMLElement>("section[data-session]"))
  part.hidden = part.dataset["session"] !== String(shown?.id);
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-session]"))
  if (link.dataset["session"] === String(shown?.id)) link.setAttribute("aria-current", "page");
mountSessionPlayer({ config: shown === undefined ? null : sessionConfigOf(shown), clock: systemClock, warn });
