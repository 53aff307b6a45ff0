/** "Play a test sound", wherever it stands on the page. */
import type { LocalMedia } from "../rtc/types";
import { setText, within } from "../ui/dom";
import { isUsable, setUsable } from "../ui/elements";

export function bindSpeakerTests(media: LocalMedia, play: (speakerId: string | null) => Promise<void>): void {
  for (const root of document.querySelectorAll("[data-speaker-test]")) {
    const button = within(root, "button", HTMLButtonElement);
    const status = within(root, "[role=status]", HTMLElement);
    button.addEventListener("click", () => {
      if (!isUsable(button)) return;
      setUsable(button, false);
      setText(status, "Playing two tones…");
      play(media.getSnapshot().speakerId).then(
        () => {
          setUsable(button, true);
          setText(status, "Nothing heard? Turn up the volume, or choose another speaker.");
        },
        () => {
          setUsable(button, true);
          setText(status, "The sound could not be played here.");
        },
      );
    });
  }
}
