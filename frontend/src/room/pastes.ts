/** Which pastes are worth a note: large ones of text that was not in the room before. Pure. */

/** The lobby names this number. A line or two of one's own may be shorter; an answer from elsewhere is longer. */
export const largePaste = 100;
const remembered = 10;

export interface PasteJudge {
  /** Something was copied or cut on this page. */
  readonly copied: (text: string) => void;
  /** How many characters to note; null: none. `document` is what the shared code holds already. */
  readonly judge: (text: string, document: string) => number | null;
}

export function createPasteJudge(): PasteJudge {
  let own: string[] = [];
  return {
    copied: (text) => {
      own = [...own.slice(1 - remembered), plain(text)];
    },
    judge: (text, document) => {
      const pasted = plain(text);
      if (pasted.length < largePaste) return null;
      const isMoved = own.some((copied) => copied.includes(pasted)) || plain(document).includes(pasted);
      return isMoved ? null : text.length;
    },
  };
}

/** Editors and systems change ends of lines on the way. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}
