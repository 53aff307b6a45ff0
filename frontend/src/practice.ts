import "./styles/codingSession.css";

import { createPracticeApi } from "./codingSession/api";
import { readConfig } from "./codingSession/config";
import { mountPractice } from "./codingSession/practice";
import { systemClock } from "./lib/clock";
import { randomId } from "./lib/randomId";

void mountPractice({
  api: createPracticeApi(readConfig().apiRoot, (url, options) => fetch(url, options)),
  clock: systemClock,
  newKey: randomId,
  nonce: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "",
});
