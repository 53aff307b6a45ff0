import "./styles/replay.css";

import { systemClock } from "./lib/clock";
import { warn } from "./lib/warn";
import { mountSessionPlayer } from "./replay/codingSessionPlayer";
import { showLocalTimes } from "./ui/localTimes";

showLocalTimes(document);
mountSessionPlayer({ clock: systemClock, warn });
