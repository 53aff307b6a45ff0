/** The worker in which programs are formatted: WebAssembly runs here, and so on no page. */
import { formatProgram } from "./formatters";
import type { FormatAnswer, FormatRequest } from "./protocol";

self.addEventListener("message", ({ data }: MessageEvent<FormatRequest>) => {
  const answer = (message: FormatAnswer): void => {
    self.postMessage(message);
  };
  formatProgram(data).then(
    (formatted) => {
      answer({ id: data.id, formatted });
    },
    (error: unknown) => {
      answer({ id: data.id, problem: error instanceof Error ? error.message : String(error) });
    },
  );
});
