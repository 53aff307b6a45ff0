import "./styles/computerCheck.css";

import { systemClock } from "./lib/clock";
import { mountComputerCheck } from "./computerCheck/page";
import { readConfig } from "./computerCheck/config";
import { showLocalTimes } from "./ui/localTimes";

showLocalTimes(document);
mountComputerCheck(readConfig(), systemClock);
