import "./styles/site.css";

import { systemClock } from "./lib/clock";
import { bindCopyLinks } from "./ui/copyLinks";
import { showLocalTimes } from "./ui/localTimes";
import { watchWaitingPeople } from "./ui/waitingPeople";

showLocalTimes(document);
bindCopyLinks(document);
watchWaitingPeople({ clock: systemClock, now: Date.now, onNewcomer: () => undefined, isWanted: () => true });
