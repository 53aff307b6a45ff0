import "./styles/codingSession.css";

import { createPreferences } from "./codemirror/preferences";
import { createApi } from "./codingSession/api";
import { readConfig } from "./codingSession/config";
import { mountPage } from "./codingSession/page";
import { openProgress } from "./codingSession/progressStream";
import { systemClock } from "./lib/clock";
import { randomId } from "./lib/randomId";
import { lastingStorage } from "./ui/browserStorage";

const config = readConfig();

mountPage({
  api: createApi(config.apiRoot, (url, options) => fetch(url, options)),
  clock: systemClock,
  newKey: randomId,
  openProgress,
  preferences: createPreferences(lastingStorage()),
  nonce: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "",
  storageKey: config.storageKey,
  storage: lastingStorage(),
});
