import "./styles/codingSession.css";

import { createPreferences } from "./codemirror/preferences";
import { createPracticeApi } from "./codingSession/api";
import { readConfig } from "./codingSession/config";
import { mountPractice } from "./codingSession/practice";
import { systemClock } from "./lib/clock";
import { randomId } from "./lib/randomId";
import { lastingStorage } from "./ui/browserStorage";

void mountPractice({
  api: createPracticeApi(readConfig().apiRoot, (url, options) => fetch(url, options)),
  clock: systemClock,
  newKey: randomId,
  preferences: createPreferences(lastingStorage()),
  nonce: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "",
});
