import "./styles/site.css";

import { systemClock } from "./lib/clock";
import { bindCopyLinks } from "./ui/copyLinks";
import { showLocalTimes } from "./ui/localTimes";
import { showAllMarkdown } from "./ui/markdown";
import { watchWaitingPeople } from "./ui/waitingPeople";

showLocalTimes(document);
showAllMarkdown(document);
bindCopyLinks(document);
watchWaitingPeople({ clock: systemClock, now: Date.now, onNewcomer: () => undefined, isWanted: () => true });
