/** Puts the parts together: consent, camera, uploads, and what the page shows of them. */
import type { Clock } from "../lib/clock";
import { endsAccess } from "../lib/httpStatus";
import { randomUuid } from "../lib/randomUuid";
import { createServerClock } from "../lib/serverClock";
import { createCaptureDevice } from "../rtc/captureDevice";
import { deviceChoices } from "../rtc/deviceChoices";
import { browserMediaEnvironment } from "../rtc/mediaEnvironment";
import { createProctoringApi } from "./api";
import { createStills, untilFrame } from "./camera";
import { readConfig, type ProctoringConfig } from "./config";
import { runConsent } from "./consent";
import { watchPage, type Report } from "./incidents";
import { createUploadQueue, type UploadState } from "./uploadQueue";
import { bindPage, type ProctoringPage } from "./page";
import type { ProctoringApi, ProctoringStatus } from "./protocol";
import { listenToSession, type SessionNews } from "./session";
import { openProctoringStore } from "./store";
import { indicatorText } from "./strings";
import { createWatcher, type StopReason } from "./watcher";

/** Enough for a snapshot, and kind to a slow machine: nobody watches this stream. */
const cameraQuality: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 15, max: 30 },
};

/** Where the server could not be told that the camera works. */
const checkAgainMs = 3000;

export function mountProctoring(clock: Clock): void {
  const config = readConfig();
  const page = bindPage();
  const session = listenToSession(document, config.sessionState);
  // By the machine's own clock, which goes on while the machine sleeps.
  const serverClock = createServerClock({ ...clock, nowMs: () => Date.now() });
  const api = createProctoringApi(
    config.apiBase,
    (url, init) => fetch(url, init),
    (serverTime, sentMs) => {
      serverClock.observe(serverTime, sentMs);
    },
  );
  const now = (): Date => new Date(serverClock.nowMs());
  const ask = (): void => {
    const consent = runConsent({
      api,
      page,
      clock,
      onGiven: (status) => {
        void inOneTab(config.person, page, () => watch({ status, config, page, session, api, clock, now }));
      },
    });
    session.onFinished(consent.stop);
  };
  if (session.state() === "finished") {
    // A recruiter may open it again while the page is still here.
    session.onStarted(once(ask));
  } else {
    ask();
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}

/** Two tabs would take every picture twice. The second says so, and takes over when the first is closed. */
async function inOneTab(person: string, page: ProctoringPage, work: () => Promise<void>): Promise<void> {
  const name = `talentsync-proctoring-${person}`;
  // Typed as always there; insecure origins have no locks, and no camera either.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) {
    await work();
    return;
  }
  const isFree = await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
  if (isFree) return;
  page.showIndicator(indicatorText({ kind: "elsewhere" }, { count: 0, isOffline: false, refusal: null }, 0), false);
  await locks.request(name, work);
}

interface Parts {
  readonly status: ProctoringStatus;
  readonly config: ProctoringConfig;
  readonly page: ProctoringPage;
  readonly session: SessionNews;
  readonly api: ProctoringApi;
  readonly clock: Clock;
  /** By the server's clock: pictures and incidents are held against the session's times. */
  readonly now: () => Date;
}

/** Watches until the page goes: the returned promise is never settled, and holds the lock. */
async function watch({ status, config, page, session, api, clock, now }: Parts): Promise<void> {
  const store = await openProctoringStore(config.person);
  await store.raiseSequence(status.clientSequenceNext);
  const hasEarlier = (await store.nextSequence()) > 0;
  const environment = browserMediaEnvironment();
  const camera = createCaptureDevice("camera", environment, cameraQuality);
  let waiting: UploadState = { waitingSnapshots: 0, isOffline: false };
  let refusal: string | null = null;
  let isCameraKnown = false;

  const uploads = createUploadQueue({
    store,
    api,
    clock,
    onChange: (next) => {
      waiting = next;
      show();
    },
    onRefused: (code, detail) => {
      // Sent a moment after the end, which the page knows by itself.
      if (code === "not_active") return;
      if (code === "consent_required") stop("withdrawn");
      if (endsAccess(code)) {
        stop("closed");
        document.dispatchEvent(new CustomEvent("talentsync:access-refused"));
      }
      refusal = detail;
      show();
    },
  });

  const report: Report = (kind, details) => {
    const incident = { clientId: randomUuid(), kind, occurredAt: now().toISOString() };
    void store.addIncident(details === undefined ? incident : { ...incident, details }).then(uploads.flush);
  };

  // Before the watcher listens, so that it waits for a frame of this stream and not of the one before.
  camera.subscribe(() => {
    const state = camera.getSnapshot();
    page.video.srcObject = state.kind === "on" ? environment.createStream([state.track]) : null;
  });
  const watcher = createWatcher({
    camera,
    stills: createStills(page.video),
    untilFrame: () => untilFrame(page.video),
    hasEarlier,
    clock,
    random: Math.random,
    intervalMs: status.snapshotIntervalSeconds * 1000,
    now,
    newId: randomUuid,
    keep: async (snapshot) => {
      await store.addSnapshot(snapshot);
      uploads.flush();
    },
    report,
    isPermissionGone: async () => (await environment.captureFacts("camera")).permission !== "granted",
  });

  function show(): void {
    const { watch } = watcher.getSnapshot();
    const isChecking = watch.kind === "ready" && isNeeded() && !isCameraKnown;
    const words = indicatorText(
      isChecking ? { kind: "checking" } : watch,
      { count: waiting.waitingSnapshots, isOffline: waiting.isOffline, refusal },
      status.snapshotIntervalSeconds,
    );
    page.showIndicator(words, watch.kind === "failed");
  }

  watcher.subscribe(show);
  // Where the session starts only with a camera: said before the time runs, and settled by the first frame.
  const isNeeded = (): boolean => status.cameraRequired && session.state() === "waiting";
  if (isNeeded()) page.showConsent("cameraNeeded", status);
  camera.subscribe(() => {
    if (!isNeeded()) return;
    isCameraKnown = false;
    if (camera.getSnapshot().kind === "on") void untilFrame(page.video).then(reportCamera);
    else page.showConsent("cameraNeeded", status);
  });
  const reportCamera = async (): Promise<void> => {
    if (!isNeeded() || camera.getSnapshot().kind !== "on") return;
    const outcome = await api.checkCamera();
    if (outcome.kind === "ok") {
      isCameraKnown = true;
      page.showConsent("given", outcome.value);
      show();
    } else if (outcome.kind === "refused") page.showProblem(outcome.detail);
    else clock.after(checkAgainMs, () => void reportCamera());
  };
  page.on("retryCamera", () => void watcher.open());
  page.onCameraChosen((deviceId) => void watcher.choose(deviceId));
  // Browsers tell the names only after a permission.
  const listCameras = async (): Promise<void> => {
    const state = camera.getSnapshot();
    const found = (await environment.devices?.enumerateDevices()) ?? [];
    page.showCameras(deviceChoices(found, "videoinput", "Camera"), state.kind === "on" ? state.deviceId : null);
  };
  camera.subscribe(() => {
    if (camera.getSnapshot().kind !== "starting") void listCameras();
  });
  environment.devices?.addEventListener("devicechange", () => {
    void listCameras();
    if (camera.getSnapshot().kind === "failed") void watcher.open();
  });
  window.addEventListener("online", uploads.flush);

  let pageWatch: AbortController | null = null;
  const begin = (): void => {
    if (pageWatch !== null) return;
    pageWatch = new AbortController();
    watcher.begin();
    watchPage({ document, window }, report, pageWatch.signal);
  };
  const stop = (why: StopReason): void => {
    pageWatch?.abort();
    pageWatch = null;
    watcher.stop(why);
    if (why === "closed") uploads.pause();
    else uploads.flush();
  };
  session.onStarted(() => {
    const { kind } = watcher.getSnapshot().watch;
    if (kind === "withdrawn") return;
    if (kind === "closed") uploads.resume();
    if (kind === "stopped" || kind === "closed") void watcher.open();
    begin();
  });
  session.onSubmitted(() => void watcher.takeOne("submit"));
  session.onFinished(() => {
    stop("stopped");
  });
  session.onClosed(() => {
    stop("closed");
  });

  show();
  uploads.flush();
  if (session.state() !== "finished") {
    // It may have started while the store was being opened.
    if (session.state() === "active") begin();
    await watcher.open();
  }
  await new Promise<never>(() => undefined);
}
