/** One person's tile. */
import type { MediaState, Role } from "../protocol";
import type { ConnectionView } from "../rtc/types";
import { byId, setAttribute, setText, within } from "./dom";
import { connectionDetail, connectionWords, initials, roleNames } from "./wording";

export interface TileContent {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly isSelf: boolean;
  readonly media: MediaState;
  readonly stream: MediaStream | null;
  /** null for ourselves. */
  readonly connection: ConnectionView | null;
}

export interface Tile {
  readonly element: HTMLLIElement;
  readonly video: HTMLVideoElement;
  readonly update: (content: TileContent) => void;
}

export interface TileActions {
  /** The element got another stream: play it. */
  readonly onStream: (tile: Tile, content: TileContent) => void;
  readonly retry: (userId: string) => void;
}

export function createTile(userId: string, actions: TileActions): Tile {
  const fragment = byId("tile-template", HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  const element = within(fragment, ".tile", HTMLLIElement);
  const video = within(element, "video", HTMLVideoElement);
  const avatar = within(element, ".tile-avatar", HTMLElement);
  const connection = within(element, ".tile-connection", HTMLElement);
  const failure = within(element, ".tile-failure", HTMLElement);
  const failureText = within(failure, "p", HTMLElement);
  const name = within(element, ".tile-name", HTMLElement);
  const role = within(element, ".tile-role", HTMLElement);
  element.dataset["userId"] = userId;
  within(failure, "button", HTMLButtonElement).addEventListener("click", () => {
    actions.retry(userId);
  });

  const showConnection = (view: ConnectionView | null): void => {
    connection.hidden = view === null;
    failure.hidden = view?.state !== "failed";
    if (view === null) return;
    setText(connection, connectionWords(view));
    setAttribute(connection, "title", connectionDetail(view));
    setAttribute(element, "data-connection", view.state);
    setAttribute(element, "data-route", view.route ?? "");
    setText(failureText, view.reason ?? "");
  };

  /** A mark that is not shown has no words either, for those who read the page by its text. */
  const showMark = (selector: string, words: string | null): void => {
    const mark = within(element, selector, HTMLElement);
    mark.hidden = words === null;
    setText(within(mark, "span", HTMLElement), words ?? "");
  };

  const tile: Tile = {
    element,
    video,
    update: (content) => {
      const { media, isSelf } = content;
      setText(name, isSelf ? `${content.name} (you)` : content.name);
      setText(role, roleNames[content.role]);
      setText(avatar, initials(content.name));
      setAttribute(video, "aria-label", media.screen ? `${content.name}'s screen` : `${content.name}'s camera`);
      element.classList.toggle("is-self", isSelf);
      element.classList.toggle("has-picture", (media.video || media.screen) && content.stream !== null);
      element.classList.toggle("shares-screen", media.screen);
      showMark(".no-audio", media.audio ? null : "microphone off");
      showMark(".no-video", media.video ? null : "camera off");
      showMark(".tile-mark.screen", media.screen ? "shares the screen" : null);
      showConnection(content.connection);
      if (video.srcObject !== content.stream) {
        video.muted = isSelf;
        video.srcObject = content.stream;
        if (content.stream !== null) actions.onStream(tile, content);
      }
    },
  };
  return tile;
}
