import "./styles/replay.css";

import { systemClock } from "./lib/clock";
import { warn } from "./lib/warn";
import { readSessionConfig } from "./replay/codingSessionData";
import { mountSessionPlayer } from "./replay/codingSessionPlayer";
import { showLocalTimes } from "./ui/localTimes";

showLocalTimes(document);
mountSessionPlayer({ config: readSessionConfig(), clock: systemClock, warn });
