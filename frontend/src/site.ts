import "./styles/site.css";

import { showLocalTimes } from "./site/local-times";

showLocalTimes(document);
