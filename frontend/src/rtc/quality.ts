/** How good a connection is, out of getStats(). Pure, but for what it remembers from one report to the next. */
import { selectedPair, type StatsReport } from "./statsReport";

export type Quality = "good" | "weak" | "bad";

/** Of what comes from the peer; null where the browser does not tell, or not yet. */
export interface QualityFigures {
  /** Of the packets since the report before. */
  readonly lossPercent: number | null;
  readonly roundTripMs: number | null;
  readonly receivedKbps: number | null;
}

export interface Measured {
  readonly quality: Quality;
  readonly figures: QualityFigures;
}

export interface QualityMeter {
  readonly read: (report: StatsReport, nowMs: number) => Measured;
}

/** From these on people notice: gaps in sound, and talking over each other (ITU-T G.114 and its kind of experience). */
const weakFrom = { lossPercent: 3, roundTripMs: 400 };
const badFrom = { lossPercent: 10, roundTripMs: 800 };
const levels: readonly Quality[] = ["good", "weak", "bad"];

interface Totals {
  readonly atMs: number;
  readonly received: number;
  readonly lost: number;
  readonly bytes: number;
}

export const unmeasured: QualityFigures = { lossPercent: null, roundTripMs: null, receivedKbps: null };

export function createQualityMeter(): QualityMeter {
  let before: Totals | null = null;
  let last: Quality = "good";
  return {
    read: (report, nowMs) => {
      const totals = totalsOf(report, nowMs);
      const figures = { ...differences(before, totals), roundTripMs: roundTripOf(report) };
      before = totals;
      const now = qualityOf(figures);
      // One bad report is a hiccup: the better of the last two counts.
      const quality = levels[Math.min(levels.indexOf(now), levels.indexOf(last))] ?? "good";
      last = now;
      return { quality, figures };
    },
  };
}

export function qualityOf({ lossPercent, roundTripMs }: QualityFigures): Quality {
  const isOver = (limits: typeof weakFrom): boolean =>
    (lossPercent ?? 0) >= limits.lossPercent || (roundTripMs ?? 0) >= limits.roundTripMs;
  return isOver(badFrom) ? "bad" : isOver(weakFrom) ? "weak" : "good";
}

function totalsOf(report: StatsReport, atMs: number): Totals {
  let [received, lost, bytes] = [0, 0, 0];
  for (const entry of report.values()) {
    if (entry.type !== "inbound-rtp") continue;
    received += numberOf(entry.packetsReceived);
    lost += numberOf(entry.packetsLost);
    bytes += numberOf(entry.bytesReceived);
  }
  return { atMs, received, lost, bytes };
}

function differences(before: Totals | null, now: Totals): Omit<QualityFigures, "roundTripMs"> {
  // Counters begin anew with a new connection.
  if (before === null || now.received < before.received || now.atMs <= before.atMs)
    return { lossPercent: null, receivedKbps: null };
  const received = now.received - before.received;
  // Packets that were late are counted back.
  const lost = Math.max(0, now.lost - before.lost);
  const expected = received + lost;
  return {
    lossPercent: expected === 0 ? null : Math.round((1_000 * lost) / expected) / 10,
    receivedKbps: Math.round((8 * (now.bytes - before.bytes)) / (now.atMs - before.atMs)),
  };
}

function roundTripOf(report: StatsReport): number | null {
  const seconds = selectedPair(report)?.currentRoundTripTime;
  return typeof seconds === "number" ? Math.round(1_000 * seconds) : null;
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
