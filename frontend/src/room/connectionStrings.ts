/** The words for connections between people. Pure. */
import type { Quality } from "../rtc/quality";
import type { ConnectionView } from "../rtc/types";

/** For the chip on a tile; empty where all is well. */
export function connectionText(connection: ConnectionView): string {
  switch (connection.state) {
    case "connecting":
      return "Connecting…";
    case "reconnecting":
      return "Reconnecting…";
    case "failed":
      return "Connection failed";
    case "away":
      return "Left the page";
    case "absent":
    case "unavailable":
      return "No picture or sound";
    case "connected":
      return "";
  }
}

const qualityNames: Readonly<Record<Quality, string>> = {
  good: "Good connection",
  weak: "Weak connection",
  bad: "Bad connection",
};

/** In two words, for the bars on a tile and the list of people. */
export function qualityText(connection: ConnectionView): string {
  return connection.state === "connected" ? qualityNames[connection.quality] : connectionText(connection);
}

/** The figures behind it, for whoever asks. */
export function connectionDetail(connection: ConnectionView): string {
  if (connection.state === "away") return "The page was closed or reloaded. Their place is kept for a moment.";
  if (connection.state === "absent") return "Their browser has no WebRTC, so they take part with code and board only.";
  if (connection.state === "unavailable") return "This browser has no WebRTC, so you take part with code and board only.";
  if (connection.state !== "connected") return connection.reason ?? "";
  const { route, roundTripMs, figures, quality } = connection;
  const path =
    route === "relayed"
      ? "Picture and sound take a detour over a relay server."
      : "Picture and sound travel directly between the two machines.";
  const delay = roundTripMs ?? figures.roundTripMs;
  const parts = [
    delay === null ? null : `${Math.round(delay)} ms there and back`,
    figures.lossPercent === null ? null : `${figures.lossPercent} % lost on the way`,
    figures.receivedKbps === null ? null : `${figures.receivedKbps} kbit/s received`,
  ].filter((part) => part !== null);
  const told = parts.length === 0 ? path : `${path} ${capitalised(parts.join(", "))}.`;
  return quality === "good" ? told : `${told} Turning cameras off, or a cable instead of wireless, may help.`;
}

function capitalised(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** For announcements: `Cara is connected directly`. */
export function connectionSentence(name: string, connection: ConnectionView): string {
  switch (connection.state) {
    case "connecting":
      return `Connecting to ${name}`;
    case "reconnecting":
      return `Reconnecting to ${name}`;
    case "failed":
      return `The connection to ${name} failed. ${connection.reason ?? ""}`.trim();
    case "connected":
      return connection.route === "relayed" ? `${name} is connected over a relay server` : `${name} is connected`;
    case "away":
      return `${name} left the page`;
    case "absent":
    case "unavailable":
      return `${name} and you do not see and hear each other`;
  }
}
