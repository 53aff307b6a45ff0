/** The page that records are asked for on: shows how far they are, and loads anew once one is there. */
import "./styles/site.css";

import { mountRecords } from "./records/progress";
import { systemClock } from "./lib/clock";
import { warn } from "./lib/warn";
import { showLocalTimes } from "./ui/localTimes";

showLocalTimes(document);
mountRecords(systemClock, warn);
