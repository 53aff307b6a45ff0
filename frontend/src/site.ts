import "./styles/site.css";

import { showLocalTimes } from "./site/localTimes";

showLocalTimes(document);
