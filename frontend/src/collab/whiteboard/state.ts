/** How the board stands with the server, and the words for it. Pure. */

export type BoardState =
  | { readonly kind: "loading"; readonly readOnly: boolean }
  | { readonly kind: "saved"; readonly readOnly: boolean }
  | { readonly kind: "saving"; readonly readOnly: boolean }
  /** `waiting`: changed elements that the server has yet to get. */
  | { readonly kind: "offline"; readonly readOnly: boolean; readonly waiting: number }
  /** The server did not take something; `message` is its sentence. */
  | { readonly kind: "refused"; readonly readOnly: boolean; readonly message: string }
  | { readonly kind: "read-only"; readonly readOnly: boolean };

export function boardText(state: BoardState): string {
  switch (state.kind) {
    case "loading":
      return "Loading the board…";
    case "saved":
      return "Saved";
    case "saving":
      return "Saving…";
    case "offline":
      return state.waiting === 0 ? "Offline" : `Offline. ${changes(state.waiting)} kept here and sent later.`;
    case "refused":
      return `Not saved: ${state.message}`;
    case "read-only":
      return "Read-only: the interview has ended";
  }
}

function changes(count: number): string {
  return count === 1 ? "1 change is" : `${count} changes are`;
}
