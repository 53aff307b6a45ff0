/** What the build has to do to the Emacs keys, which mark what binds them as free of effects, so that it would be left out. */
import type { Plugin } from "vite";

const marked = /\/\*@__PURE__\*\/(?=EmacsHandler\.(?:bindKey|addCommands)\()/g;
const places = 2;

export function boundEmacsKeys(): Plugin {
  return {
    name: "bound-emacs-keys",
    apply: "build",
    transform: {
      filter: { id: /@replit\/codemirror-emacs\/dist\/index\.js$/ },
      handler(code) {
        const found = code.match(marked)?.length ?? 0;
        if (found !== places) this.error(`The Emacs keys are bound in ${found} places, not in ${places}`);
        return { code: code.replace(marked, ""), map: null };
      },
    },
  };
}
