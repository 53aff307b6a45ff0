import "./styles/scorecard.css";

import { systemClock } from "./lib/clock";
import { createNotesApi } from "./notes/api";
import { csrfToken, readNotesConfig } from "./notes/config";
import { createNoteStore } from "./notes/noteStore";
import { createNotesPanel } from "./notes/notesPanel";
import { lastingStorage } from "./ui/browserStorage";
import { showLocalTimes } from "./ui/localTimes";

showLocalTimes(document);
const { url, scope, startedAt } = readNotesConfig();
const store = createNoteStore({
  api: createNotesApi(url, csrfToken, fetch.bind(window)),
  clock: systemClock,
  storage: lastingStorage(),
  scope,
});
createNotesPanel({
  store,
  // After the interview, so whatever this machine's clock says: the server makes it the interview's end.
  nowMs: Date.now,
  startedAtMs: () => (startedAt === null ? null : Date.parse(startedAt)),
});
window.addEventListener("online", store.retryNow);
void store.start();
