import "./styles/site.css";

import { showLocalTimes } from "./ui/localTimes";
import { showAllMarkdown } from "./ui/markdown";

showLocalTimes(document);
showAllMarkdown(document);
