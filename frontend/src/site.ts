import "./styles/site.css";

import { showLocalTimes } from "./ui/localTimes";

showLocalTimes(document);
