import "./styles/dsa.css";

import { createApi } from "./dsa/api";
import { readConfig } from "./dsa/config";
import { mountPage } from "./dsa/page";
import { openProgress } from "./dsa/progressStream";
import { systemClock } from "./lib/clock";
import { randomId } from "./lib/randomId";
import { lastingStorage } from "./room/tabStorage";

const config = readConfig();

mountPage({
  api: createApi(config.apiRoot, (url, options) => fetch(url, options)),
  clock: systemClock,
  newKey: randomId,
  openProgress,
  nonce: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "",
  storageKey: config.storageKey,
  storage: lastingStorage(),
});
