/** Which of the room page's three views is up. Pure. */
import type { CallSnapshot } from "../rtc/types";
import { isFinal } from "./strings";

export type View = "lobby" | "call" | "over";

/** A first join shows its progress and its refusal in the lobby; a later one where it was asked for. */
export function nextView(current: View, { signaling, self }: CallSnapshot): View {
  switch (signaling.kind) {
    case "idle":
    case "waiting":
      return "lobby";
    case "connecting":
      return current;
    case "joined":
      return "call";
    case "reconnecting":
      return self === null ? current : "call";
    case "refused":
      return current === "lobby" && !isFinal(signaling.code) ? "lobby" : "over";
    case "closed":
    case "replaced":
    case "left":
      return "over";
  }
}
