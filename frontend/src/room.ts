import "./styles/room.css";

import { systemClock } from "./lib/clock";
import { readConfig } from "./room/config";
import { resumeTokensIn } from "./room/resumeTokens";
import { mountRoom } from "./room/room";
import { connectionCheck, createBrowserCall, measureAudioLevel, playTestSound } from "./rtc/browser";
import { lastingStorage, tabStorage } from "./ui/browserStorage";

const config = readConfig();
const storage = tabStorage();

mountRoom({
  call: createBrowserCall({ roomId: config.roomId, token: config.token, resumeTokens: resumeTokensIn(storage) }),
  config,
  clock: systemClock,
  measureLevel: measureAudioLevel,
  checkConnection: connectionCheck(config.iceServers, config.iceServersSeconds),
  playTestSound,
  storage,
  lastingStorage: lastingStorage(),
});
