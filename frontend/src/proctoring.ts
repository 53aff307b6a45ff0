import "./styles/proctoring.css";

import { systemClock } from "./lib/clock";
import { mountProctoring } from "./proctoring/proctoring";

mountProctoring(systemClock);
