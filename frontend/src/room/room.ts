/** The whole room page on one call: which view is up, and everything in it. */
import type { Clock } from "../lib/clock";
import type { Call, CallSnapshot } from "../rtc/types";
import { showLocalTimes } from "../site/localTimes";
import { callChanges, deviceChanges } from "./announcements";
import { createAnnouncer } from "./announcer";
import type { RoomConfig } from "./config";
import { createDeviceFields } from "./deviceFields";
import { byId, maybeById, setText, within } from "./dom";
import { createLevelView, type OpenMeter } from "./levelMeter";
import { createLobby } from "./lobby";
import { mediaProblems, showProblems } from "./mediaProblems";
import { createOver } from "./over";
import { nextPhase, type Phase } from "./phase";
import { createQuestionCard, type QuestionCard } from "./questionCard";
import { createQuestionsPanel } from "./questionsPanel";
import { listenForShortcuts } from "./shortcuts";
import { createSide } from "./side";
import type { TabStorage } from "./tabStorage";
import { createTiles } from "./tiles";
import { createToggles } from "./toggles";
import { bannerWords, mediaProblemWords, pageTitle, statusWords } from "./wording";

export interface RoomDependencies {
  readonly call: Call;
  readonly config: RoomConfig;
  readonly clock: Clock;
  readonly openMeter: OpenMeter;
  readonly storage: TabStorage;
}

export function mountRoom({ call, config, clock, openMeter, storage }: RoomDependencies): void {
  const { media } = call;
  const withVideo = config.tools.video;
  const interviewTitle = within(document, "h1", HTMLElement).textContent;
  const callSection = byId("call", HTMLElement);
  const status = byId("room-status", HTMLElement);
  const banner = byId("banner", HTMLElement);
  const announce = createAnnouncer(
    { notices: byId("notices", HTMLElement), spoken: byId("announcer", HTMLElement) },
    clock,
  );
  const lobby = createLobby({ call, openMeter, withVideo });
  const tiles = createTiles(call);
  const toggles = createToggles(media);
  const devices = createDevicesDialog(call, openMeter);
  const help = byId("help-dialog", HTMLDialogElement);
  const panel = config.role === "interviewer" ? createQuestionsPanel(call) : null;
  const side = createSide({ card: (): QuestionCard => card, panel });
  const card = createQuestionCard({ roomId: config.roomId, storage, clock, onChange: side.refresh });
  const over = createOver(config.role, () => {
    rejoin();
  });

  let previous: CallSnapshot = call.getSnapshot();
  let phase: Phase = "lobby";
  /** What was on when we left, so that coming back finds it again. */
  let lastOn = { microphone: withVideo, camera: withVideo };

  const rejoin = (): void => {
    // First the devices, so that the others see the right marks from the start.
    void media.start(lastOn).then(() => {
      call.join(byId("your-name", HTMLInputElement).value.trim() || undefined);
    });
  };

  const showPhase = (next: Phase, snapshot: CallSnapshot): void => {
    const entered = next !== phase && next === "call";
    phase = next;
    document.body.dataset["phase"] = phase;
    lobby.update(snapshot, phase === "lobby");
    over.update(snapshot, phase === "over");
    callSection.hidden = phase !== "call";
    if (entered) byId("main", HTMLElement).focus();
    if (phase !== "call") devices.close();
  };

  const update = (): void => {
    const snapshot = call.getSnapshot();
    const { signaling, peers, local } = snapshot;
    if (snapshot.signaling.kind === "joined") {
      lastOn = { microphone: snapshot.media.audio, camera: snapshot.media.video };
    }
    showPhase(nextPhase(phase, snapshot), snapshot);
    setText(status, statusWords(signaling, peers.length));
    status.classList.toggle("live", signaling.kind === "joined");
    document.title = pageTitle(interviewTitle, signaling, peers.length);
    const bannerText = phase === "call" ? bannerWords(signaling) : null;
    banner.hidden = bannerText === null;
    setText(banner, bannerText ?? "");
    toggles.update(local);
    devices.update(snapshot);
    tiles.update(snapshot);
    card.update(snapshot);
    panel?.update(snapshot);
    side.refresh();
    for (const change of [...callChanges(previous, snapshot), ...deviceChanges(previous.local, local)]) announce(change);
    if (phase === "call") announceMediaFailures(previous, snapshot);
    previous = snapshot;
  };

  const announceMediaFailures = (before: CallSnapshot, after: CallSnapshot): void => {
    for (const thing of ["microphone", "camera", "screen"] as const) {
      const state = after.local[thing];
      if (state.kind !== "failed" || state === before.local[thing]) continue;
      announce({ text: mediaProblemWords(thing, state.failure), visible: true });
    }
  };

  const leave = (): void => {
    void call.leave();
  };
  bindLeaving(leave);
  byId("open-help", HTMLButtonElement).addEventListener("click", () => {
    help.showModal();
  });
  listenForShortcuts((shortcut) => {
    if (phase === "over") return;
    if (shortcut === "help") help.showModal();
    else if (shortcut === "questions" || shortcut === "close") {
      if (phase === "call") side[shortcut === "close" ? "close" : "toggle"]();
    } else if (withVideo && (shortcut !== "screen" || phase === "call")) toggles.flip(shortcut);
  });

  document.body.classList.toggle("without-video", !withVideo);
  for (const element of document.querySelectorAll<HTMLElement>("[data-needs-video], [data-control]")) {
    if (!withVideo) element.remove();
  }
  showLocalTimes(document);
  call.subscribe(inOneGo(update));
  update();
  if (withVideo) void media.start({ microphone: true, camera: true });
}

/** One event may change the call in several steps. People are told of the outcome, not of the steps. */
function inOneGo(update: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      update();
    });
  };
}

/** A candidate leaves at once and may rejoin; an interviewer is asked whether to end it for everyone. */
function bindLeaving(leave: () => void): void {
  const dialog = maybeById("leave-dialog", HTMLDialogElement);
  byId("leave", HTMLButtonElement).addEventListener("click", () => {
    if (dialog === null) leave();
    else dialog.showModal();
  });
  maybeById("leave-only", HTMLButtonElement)?.addEventListener("click", () => {
    dialog?.close();
    leave();
  });
}

interface DevicesDialog {
  readonly update: (snapshot: CallSnapshot) => void;
  readonly close: () => void;
}

function createDevicesDialog(call: Call, openMeter: OpenMeter): DevicesDialog {
  const dialog = byId("devices-dialog", HTMLDialogElement);
  const fields = createDeviceFields(within(dialog, "[data-devices]", HTMLElement), call.media);
  const level = createLevelView(within(dialog, ".level-row", HTMLElement), openMeter);
  const problems = byId("call-media-problems", HTMLElement);
  byId("open-devices", HTMLButtonElement).addEventListener("click", () => {
    dialog.showModal();
    level.setShown(true);
  });
  dialog.addEventListener("close", () => {
    level.setShown(false);
  });
  return {
    update: ({ local }) => {
      fields.update(local);
      level.update(local.microphone);
      showProblems(problems, mediaProblems(local));
    },
    close: () => {
      if (dialog.open) dialog.close();
    },
  };
}
