// Which modules may import which. Type-only imports count: they couple two files as much as others do.

/** Tests may use the fakes in testing/, which stand beside the layers. */
const testCode = "\\.test\\.ts$|/testing\\.ts$";

/**
 * A layer sees only the layers named here.
 * @param {string} layer
 * @param {readonly string[]} lower
 * @returns {import("dependency-cruiser").IForbiddenRuleType}
 */
function seesOnly(layer, lower) {
  return {
    name: `${layer}-sees-only-lower-layers`,
    comment: `Of the front-end's folders, ${layer}/ may import ${lower.map((name) => `${name}/`).join(", ")}.`,
    severity: "error",
    from: { path: `^src/${layer}/`, pathNot: testCode },
    to: { path: "^src/[^/]+/", pathNot: `^src/(${[layer, ...lower].join("|")})/` },
  };
}

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycle",
      comment: "Two files that import each other are one: move what both need below them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "only-tests-use-fakes",
      comment: "Fakes and fixtures do not belong into a page.",
      severity: "error",
      from: { pathNot: `${testCode}|^src/testing/` },
      to: { path: "^src/testing/|/testing\\.ts$" },
    },
    // The ground floor: no page, nothing of one tool.
    { ...seesOnly("lib", []), comment: "lib/ imports none of the other folders." },
    { ...seesOnly("generated", []), comment: "generated/ is made of the server's schemas, and of nothing here." },
    seesOnly("ui", ["lib"]),
    seesOnly("codemirror", ["ui", "lib"]),
    seesOnly("rtc", ["lib"]),
    // The room's tools know the call and not the room.
    seesOnly("collab", ["codemirror", "rtc", "ui", "lib"]),
    seesOnly("notes", ["ui", "generated", "lib"]),
    seesOnly("room", ["collab", "notes", "rtc", "ui", "lib"]),
    seesOnly("codingSession", ["codemirror", "ui", "generated", "lib"]),
    // Shows what the room's tools have recorded.
    seesOnly("replay", ["collab", "codemirror", "notes", "ui", "generated", "lib"]),
    // The replay's player, in a page without a server.
    seesOnly("record", ["replay", "collab", "codemirror", "notes", "ui", "generated", "lib", "styles"]),
    seesOnly("computerCheck", ["rtc", "ui", "lib"]),
    seesOnly("records", ["ui", "lib"]),
    seesOnly("proctoring", ["rtc", "ui", "generated", "lib"]),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
};
