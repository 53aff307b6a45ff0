/** One person's tile. */
import type { MediaState, Role } from "../protocol";
import type { ConnectionView } from "../rtc/types";
import { byId, setAttribute, setText, within } from "../ui/dom";
import { canUsePictureInPicture, togglePictureInPicture } from "./pictureInPicture";
import { connectionDetail, connectionText, qualityText } from "./connectionStrings";
import { canBeSeen } from "./spotlightModel";
import { initials, roleNames } from "./strings";

export interface TileContent {
  readonly userId: string;
  readonly name: string;
  readonly typedName: string | null;
  readonly role: Role;
  readonly colour: number;
  readonly isSelf: boolean;
  readonly media: MediaState;
  readonly stream: MediaStream | null;
  readonly screenStream: MediaStream | null;
  readonly speaks: boolean;
  readonly isPinned: boolean;
  readonly isFollowed: boolean;
  /** Whether there is shared work to follow anybody in. */
  readonly canFollow: boolean;
  /** null for ourselves. */
  readonly connection: ConnectionView | null;
}

export interface Tile {
  readonly element: HTMLLIElement;
  readonly video: HTMLVideoElement;
  /** Of its own, because a video element stays silent until its first frame, which a person without a camera never sends. */
  readonly audio: HTMLAudioElement;
  readonly update: (content: TileContent) => void;
}

export interface TileActions {
  /** Picture or sound got another stream: play them. */
  readonly onStream: (tile: Tile, content: TileContent) => void;
  readonly retry: (userId: string) => void;
  readonly togglePin: (userId: string) => void;
  readonly toggleFollowing: (userId: string) => void;
  /** Only on our own tile. */
  readonly hideSelf: () => void;
}

export function createTile(userId: string, actions: TileActions): Tile {
  const fragment = byId("tile-template", HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  const element = within(fragment, ".tile", HTMLLIElement);
  const video = within(element, "video", HTMLVideoElement);
  const audio = within(element, "audio", HTMLAudioElement);
  const avatar = within(element, ".tile-avatar", HTMLElement);
  const connection = within(element, ".tile-connection", HTMLElement);
  const failure = within(element, ".tile-failure", HTMLElement);
  const failureText = within(failure, "p", HTMLElement);
  const name = within(element, ".tile-name", HTMLElement);
  const typed = within(element, ".tile-typed", HTMLElement);
  const role = within(element, ".tile-role", HTMLElement);
  const quality = within(element, ".tile-quality", HTMLButtonElement);
  const figures = within(element, ".tile-figures", HTMLElement);
  const pin = within(element, ".tile-pin", HTMLButtonElement);
  const follow = within(element, ".tile-follow", HTMLButtonElement);
  const pictureInPicture = within(element, ".tile-pip", HTMLButtonElement);
  const hide = within(element, ".tile-hide", HTMLButtonElement);
  element.dataset["userId"] = userId;
  // The attribute alone does not mute an element that is cloned from a template.
  video.muted = true;
  within(failure, "button", HTMLButtonElement).addEventListener("click", () => {
    actions.retry(userId);
  });
  pin.addEventListener("click", () => {
    actions.togglePin(userId);
  });
  follow.addEventListener("click", () => {
    actions.toggleFollowing(userId);
  });
  pictureInPicture.addEventListener("click", () => void togglePictureInPicture(video));
  hide.addEventListener("click", actions.hideSelf);
  quality.addEventListener("click", () => {
    figures.hidden = !figures.hidden;
    setAttribute(quality, "aria-expanded", String(!figures.hidden));
  });

  const showConnection = (view: ConnectionView | null): void => {
    connection.hidden = view === null || connectionText(view) === "";
    const isWeak = view?.state === "connected" && view.quality !== "good";
    quality.hidden = !isWeak;
    if (!isWeak) {
      figures.hidden = true;
      setAttribute(quality, "aria-expanded", "false");
    }
    failure.hidden = view?.state !== "failed";
    if (view === null) return;
    setText(connection, connectionText(view));
    setAttribute(connection, "title", connectionDetail(view));
    setAttribute(element, "data-connection", view.state);
    setAttribute(element, "data-route", view.route ?? "");
    setAttribute(element, "data-quality", view.quality);
    setText(within(quality, "span", HTMLElement), qualityText(view));
    setText(figures, connectionDetail(view));
    setText(failureText, view.reason ?? "");
  };

  /** A mark that is not shown has no words either, for those who read the page by its text. */
  const showMark = (selector: string, words: string | null): void => {
    const mark = within(element, selector, HTMLElement);
    mark.hidden = words === null;
    setText(within(mark, "span", HTMLElement), words ?? "");
  };

  /** Whether something has to be played anew. */
  const showStream = ({ stream, isSelf }: TileContent): boolean => {
    const hasNewPicture = video.srcObject !== stream;
    if (hasNewPicture) video.srcObject = stream;
    const sound = isSelf ? [] : (stream?.getAudioTracks() ?? []);
    const hasNewSound = !sameTracks(sound, tracksOf(audio));
    if (hasNewSound) audio.srcObject = sound.length === 0 ? null : new MediaStream(sound);
    return stream !== null && (hasNewPicture || hasNewSound);
  };

  const tile: Tile = {
    element,
    video,
    audio,
    update: (content) => {
      const { media, isSelf } = content;
      setText(name, isSelf ? "You" : content.name);
      setText(typed, content.typedName === null ? "" : `says “${content.typedName}”`);
      setText(role, roleNames[content.role]);
      setText(avatar, initials(content.name));
      setAttribute(element, "data-colour", String(content.colour));
      const isScreen = sendsScreenAsCamera(content);
      const hasPicture = (media.video || isScreen) && content.stream !== null;
      setAttribute(video, "aria-label", isScreen ? `${content.name}'s screen` : `${content.name}'s camera`);
      element.classList.toggle("is-self", isSelf);
      element.classList.toggle("has-picture", hasPicture);
      element.classList.toggle("shares-screen", isScreen);
      element.classList.toggle("speaks", content.speaks && media.audio);
      pin.hidden = content.connection === null || !canBeSeen(content.connection);
      setAttribute(pin, "aria-pressed", String(content.isPinned));
      setAttribute(pin, "aria-label", `Pin ${content.name}`);
      follow.hidden = isSelf || !content.canFollow;
      setAttribute(follow, "aria-pressed", String(content.isFollowed));
      setAttribute(follow, "aria-label", `Follow ${content.name}`);
      pictureInPicture.hidden = isSelf || !hasPicture || !canUsePictureInPicture();
      setAttribute(pictureInPicture, "aria-label", `Show ${content.name} in a small window`);
      hide.hidden = !isSelf;
      showMark(".speaking", content.speaks && media.audio ? "speaking" : null);
      showMark(".no-audio", media.audio ? null : "microphone off");
      showMark(".no-video", media.video ? null : "camera off");
      showMark(".tile-mark.screen", media.screen ? "shares the screen" : null);
      showConnection(content.connection);
      if (showStream(content)) actions.onStream(tile, content);
    },
  };
  return tile;
}

/** As pages did that knew no section of its own for it. */
function sendsScreenAsCamera({ isSelf, media, stream, screenStream }: TileContent): boolean {
  return !isSelf && media.screen && stream !== null && screenStream === null;
}

function tracksOf({ srcObject }: HTMLAudioElement): MediaStreamTrack[] {
  return srcObject instanceof MediaStream ? srcObject.getTracks() : [];
}

function sameTracks(some: readonly MediaStreamTrack[], others: readonly MediaStreamTrack[]): boolean {
  return some.length === others.length && some.every((track) => others.includes(track));
}
