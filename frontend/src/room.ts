import "./styles/room.css";

import { systemClock } from "./lib/clock";
import { readConfig } from "./room/config";
import { mountRoom } from "./room/room";
import { connectionCheck, createBrowserCall, measureAudioLevel, playTestSound } from "./rtc/browser";
import { lastingStorage, tabStorage } from "./ui/browserStorage";

const config = readConfig();

mountRoom({
  call: createBrowserCall({ roomId: config.roomId, token: config.token }),
  config,
  clock: systemClock,
  measureLevel: measureAudioLevel,
  checkConnection: connectionCheck(config.iceServers, config.iceServersSeconds),
  playTestSound,
  storage: tabStorage(),
  lastingStorage: lastingStorage(),
});
