/** The worker in which TypeScript checks code. */
import { libraryFiles } from "./libraries";
import { createServer, type Request } from "./server";
import { createTypeScriptService } from "./service";

let pending: number | undefined;

const take = createServer({
  createService: () => createTypeScriptService(libraryFiles()),
  send: (message) => {
    self.postMessage(message);
  },
  whenIdle: (act) => {
    self.clearTimeout(pending);
    // After the messages that are here by now.
    pending = self.setTimeout(act, 0);
  },
});

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  take(data);
});
