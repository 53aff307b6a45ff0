const [n, m, ...rest] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const near = Array.from({ length: n + 1 }, () => []);
for (let i = 0; i < 2 * m; i += 2) {
  near[rest[i]].push(rest[i + 1]);
  near[rest[i + 1]].push(rest[i]);
}
const team = Array(n + 1).fill("");
let possible = true;
for (let start = 1; start <= n; start++) {
  if (team[start]) continue;
  team[start] = "A";
  const waiting = [start];
  while (waiting.length > 0) {
    const one = waiting.pop();
    for (const other of near[one]) {
      if (team[other] === team[one]) possible = false;
      if (team[other]) continue;
      team[other] = team[one] === "A" ? "B" : "A";
      waiting.push(other);
    }
  }
}
console.log(possible ? team.join("") : "impossible");
