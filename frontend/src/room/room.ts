/** The whole room page on one call: which view is up, and everything in it. */
import type { MountedEditor } from "../collab/editor/editorPanel";
import { loadEditorPanel } from "../collab/editor/lazyEditor";
import { createBoard } from "../collab/whiteboard/board";
import type { Clock } from "../lib/clock";
import { warn } from "../lib/warn";
import type { PathCheck } from "../rtc/pathCheck";
import type { Call } from "../rtc/types";
import { createAnnouncer } from "../ui/announcer";
import type { BrowserStorage } from "../ui/browserStorage";
import { bindCopyLinks } from "../ui/copyLinks";
import { byId, setText } from "../ui/dom";
import type { MeasureLevel } from "../ui/levelMeter";
import { showLocalTimes } from "../ui/localTimes";
import { watchWaitingPeople } from "../ui/waitingPeople";
import { watchActivity } from "./activity";
import { callChanges, deviceChanges, mediaFailures } from "./announcements";
import { createAttention } from "./attention";
import { createCandidateSide } from "./candidateSide";
import type { RoomConfig } from "./config";
import { bindConnectionCheck } from "./connectionCheck";
import { createDevicesDialog } from "./devicesDialog";
import { createDoor } from "./door";
import { newcomers } from "./doorModel";
import { createEffects } from "./effects";
import { createEndScreen } from "./endScreen";
import { createFocusFace } from "./focusFace";
import { createHeader } from "./header";
import { createInterviewerSide } from "./interviewerSide";
import { createInviteDialog } from "./inviteDialog";
import { createKnockNotice } from "./knockNotice";
import { createKnockSound } from "./knockSound";
import { bindLeaving } from "./leaving";
import { createLinkNote } from "./linkNote";
import { createLobby } from "./lobby";
import { createPanelLayout } from "./panelLayout";
import type { StarterTarget } from "./questionsPanel";
import { createPractice } from "./practice";
import { createTalkKey } from "./pushToTalk";
import { createReload, isReloaded, wantedDevices } from "./reload";
import { createRoomClock } from "./roomClock";
import { createShortcutSettings } from "./shortcutSettings";
import { listenForShortcuts, type Shortcut } from "./shortcuts";
import { bindSpeakerTests } from "./speakerTest";
import { createSpotlight } from "./spotlight";
import { withoutCallText } from "./strings";
import { createTiles } from "./tiles";
import { createToggles } from "./toggles";
import { nextView, type View } from "./view";

/** Nobody waits for the room's page longer than this because of offers. */
const offersPatienceMs = 300;

export interface RoomDependencies {
  readonly call: Call;
  readonly config: RoomConfig;
  readonly clock: Clock;
  readonly measureLevel: MeasureLevel;
  readonly checkConnection: () => Promise<PathCheck>;
  readonly playTestSound: (speakerId: string | null) => Promise<void>;
  readonly storage: BrowserStorage;
  /** From visit to visit. */
  readonly lastingStorage: BrowserStorage;
}

export function mountRoom(dependencies: RoomDependencies): void {
  const { call, config, clock, measureLevel, checkConnection, playTestSound, storage, lastingStorage } = dependencies;
  const withVideo = config.tools.video && call.hasWebRtc;
  const announce = createAnnouncer(clock);
  const header = createHeader();
  const lobby = createLobby({ call, measureLevel, withVideo, practice: createPractice(lastingStorage, warn) });
  bindSpeakerTests(call.media, playTestSound);
  bindConnectionCheck(checkConnection);
  const effects = createEffects(call.media);
  const layout = createPanelLayout({ storage: lastingStorage, person: `${config.role}:${config.name}` });
  const spotlight = createSpotlight(layout, announce);
  const board = createBoard({ call, clock, roomId: config.roomId, storage });
  const draftScope = `${config.roomId}/${config.role}/${config.name}`;
  const editor =
    config.running === null
      ? null
      : loadEditorPanel({
          call,
          clock,
          announce,
          storage: lastingStorage,
          draftScope,
          running: config.running,
          ownName: config.name,
          warn,
        });
  const attention = createAttention({ call, layout, announce, tools: [editor, board].filter((tool) => tool !== null) });
  const tiles = createTiles({ call, clock, measureLevel, layout, spotlight, attention, storage: lastingStorage });
  if (config.role === "candidate")
    watchActivity({ call, clock, announce, storage, roomId: config.roomId, sharedText: () => editor?.text() ?? "" });
  const isInterviewer = config.role === "interviewer";
  const maySpeak = withVideo && config.role !== "observer";
  const door = createDoor(call, clock);
  const sound = createKnockSound(lastingStorage);
  const shortcuts = createShortcutSettings(lastingStorage);
  const toggles = createToggles(call.media, (what) =>
    what === "microphone" ? `${shortcuts.hint(what)}: Alt+M also while you type; hold it to talk` : shortcuts.hint(what),
  );
  shortcuts.onChange(() => {
    toggles.update(call.getSnapshot().local);
  });
  const talkKey = createTalkKey({
    nowMs: clock.nowMs,
    isMuted: () => {
      const { microphone } = call.getSnapshot().local;
      return microphone.kind !== "on" || microphone.muted;
    },
    setMuted: (muted) => {
      void call.media.setMicrophone(!muted);
      announce({ text: muted ? "Microphone off" : "Microphone on", visible: false });
    },
  });
  const focusFace = createFocusFace();
  const devices = createDevicesDialog(call.media, measureLevel);
  const sideDependencies = { call, clock, announce, roomId: config.roomId, storage, layout, door, sound };
  const side =
    config.notes === null
      ? createCandidateSide(sideDependencies)
      : createInterviewerSide({
          ...sideDependencies,
          lastingStorage,
          notes: config.notes,
          starterTarget: starterTargetOf(editor),
        });
  const knockNotice = isInterviewer ? createKnockNotice(door, side.showPeople) : null;
  bindCopyLinks(document);
  if (isInterviewer) createInviteDialog();
  else createLinkNote(call);
  const roomClock = createRoomClock({
    clock,
    times: () => {
      const nowMs = call.serverNowMs();
      const { startedAtMs } = call.getSnapshot();
      return view !== "call" || nowMs === null || startedAtMs === null ? null : { nowMs, startedAtMs };
    },
    scheduledEndMs: Date.parse(config.scheduledEnd),
    onTick: side.tick,
  });
  const reload = createReload({ roomId: config.roomId, storage, clock, now: Date.now });
  const kept = reload.take(isReloaded());
  /** What was wanted on when we left, so that coming back finds it again. */
  let lastOn = { microphone: maySpeak && (kept?.microphone ?? true), camera: withVideo && (kept?.camera ?? true) };
  const endScreen = createEndScreen(config.role, () => {
    // First the devices, so that the others see the right marks from the start.
    void call.media.start(lastOn).then(lobby.join);
  });
  let previous = call.getSnapshot();
  let view: View = "lobby";

  const update = (): void => {
    const snapshot = call.getSnapshot();
    const { signaling, local } = snapshot;
    if (signaling.kind === "joined" || signaling.kind === "waiting") lastOn = wantedDevices(local);
    const before = view;
    view = nextView(before, snapshot);
    if (view !== before) showView(view);
    const isWanted = signaling.kind === "joined" || signaling.kind === "reconnecting" || signaling.kind === "waiting";
    reload.update(isWanted ? { ...lastOn, name: lobby.name() } : null);
    lobby.update(snapshot, view === "lobby");
    endScreen.update(snapshot, view === "over");
    header.update(snapshot, view);
    toggles.update(local);
    effects.update(local);
    devices.update(snapshot);
    spotlight.update(snapshot);
    attention.update(snapshot);
    focusFace.update(snapshot);
    tiles.update(snapshot);
    door.update(snapshot);
    side.update(snapshot);
    knockNotice?.update();
    roomClock.update();
    board?.update(snapshot, view === "call" && layout.isShown("board"));
    side.refresh();
    const changes = [...callChanges(previous, snapshot), ...deviceChanges(previous.local, local)];
    // In the lobby they stand in the form.
    if (view === "call") changes.push(...mediaFailures(previous.local, local));
    // Last, as it has the browser lay the page out.
    if (view !== before && view === "call") byId("main", HTMLElement).focus();
    changes.forEach(announce);
    previous = snapshot;
  };

  bindLeaving({
    leave: () => void call.leave(),
    recorded: () => editor?.isRecorded() ?? Promise.resolve(),
  });
  const help = byId("help-dialog", HTMLDialogElement);
  const actions: Readonly<Record<Shortcut, { readonly in: readonly View[]; readonly run: () => unknown }>> = {
    help: {
      in: ["lobby", "call"],
      run: () => {
        help.showModal();
      },
    },
    questions: { in: ["call"], run: side.toggleQuestions },
    notes: { in: ["call"], run: side.toggleNotes },
    focus: { in: ["call"], run: layout.toggleFocus },
    chat: { in: ["call"], run: side.chat.toggle },
    close: { in: ["call"], run: side.close },
    microphone: {
      in: maySpeak ? ["lobby", "call"] : [],
      run: () => {
        toggles.flip("microphone");
      },
    },
    camera: {
      in: withVideo ? ["lobby", "call"] : [],
      run: () => {
        toggles.flip("camera");
      },
    },
    screen: {
      in: maySpeak ? ["call"] : [],
      run: () => {
        toggles.flip("screen");
      },
    },
    talk: { in: maySpeak ? ["lobby", "call"] : [], run: talkKey.press },
    hold: { in: maySpeak ? ["lobby", "call"] : [], run: talkKey.hold },
  };
  byId("open-help", HTMLButtonElement).addEventListener("click", actions.help.run);
  listenForShortcuts({
    keys: shortcuts.keys,
    press: (shortcut) => {
      const action = actions[shortcut];
      return action.in.includes(view) && action.run() !== false;
    },
    release: talkKey.release,
  });

  if (!withVideo) removeVideoControls();
  if (config.tools.video && !call.hasWebRtc) showWithoutCall(config.tools);
  showLocalTimes(document);
  const updateSoon = inOneGo(update, () =>
    view === "lobby" && call.getSnapshot().signaling.kind === "joined" ? untilOffersMade(call, clock) : Promise.resolve(),
  );
  call.subscribe(updateSoon);
  layout.onChange(updateSoon);
  let told = door.getSnapshot().waiting;
  door.subscribe(() => {
    const { waiting } = door.getSnapshot();
    if (newcomers(told, waiting).length > 0) sound.play();
    told = waiting;
    updateSoon();
  });
  call.toolSocket.on("remove_peer", ({ userId }) => {
    const removed = call.getSnapshot().peers.find((peer) => peer.userId === userId);
    if (removed !== undefined) announce({ text: `${removed.name} was taken out of the room`, visible: true });
  });
  call.toolSocket.on("lock_room", ({ locked }) => {
    announce({ text: locked ? "The room was locked" : "The room was unlocked", visible: true });
  });
  update();
  document.body.dataset["phase"] = view;
  if (isInterviewer) watchWaitingPeople({ clock, now: Date.now, onNewcomer: sound.play, isWanted: () => view === "lobby" });

  window.addEventListener("pagehide", reload.hide);
  // The server keeps the place for the grace period only, so nobody waits for the devices.
  if (withVideo) void call.media.start(lastOn);
  if (kept !== null) lobby.joinAs(kept.name);
}

/** Where an interviewer's starter code goes. */
function starterTargetOf(editor: MountedEditor | null): StarterTarget {
  const problem = "This interview has no shared code.";
  return {
    insert: ({ code, language }) => (editor === null ? problem : editor.append(code, language)),
    takeOut: () => (editor === null ? problem : editor.takeBackAppended()),
  };
}

function showView(view: View): void {
  document.body.dataset["phase"] = view;
  byId("call", HTMLElement).hidden = view !== "call";
  // A dialog of the call means nothing after it.
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
}

/** The stage has no video call: nothing of camera, microphone and screen is offered. */
function removeVideoControls(): void {
  document.body.classList.add("without-video");
  for (const element of document.querySelectorAll("[data-needs-video], [data-control]")) element.remove();
}

/** Before one joins: what there will not be, and why. */
function showWithoutCall(tools: RoomConfig["tools"]): void {
  const notice = byId("without-call", HTMLElement);
  setText(notice, withoutCallText(tools));
  notice.hidden = false;
}

/**
 * Drawing the room takes longer than making offers, and what the panels ask the server for would be answered before the offers
 * go on. So whoever comes in first calls those who are there.
 */
function untilOffersMade(call: Call, clock: Clock): Promise<unknown> {
  const patience = new Promise<void>((resolve) => {
    clock.after(offersPatienceMs, resolve);
  });
  return Promise.race([call.offersMade(), patience]);
}

/** One event may change the call in several steps. People are told of the outcome, not of the steps. */
function inOneGo(update: () => void, untilItMay: () => Promise<unknown>): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      void untilItMay().then(() => {
        isDue = false;
        update();
      });
    });
  };
}
