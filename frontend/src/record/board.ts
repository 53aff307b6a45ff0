/** The whiteboard of a record: a script of its own, which records without a board do without. */
import { mountBoardViewer } from "../collab/whiteboard/BoardViewer";

globalThis.talentsyncBoard = mountBoardViewer;
