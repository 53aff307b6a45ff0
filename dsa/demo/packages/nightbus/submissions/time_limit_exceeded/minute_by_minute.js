const [n, k, ...rest] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
let left = k;
let minute = -1;
while (left > 0) {
  minute++;
  for (let i = 0; i < rest.length; i += 2) {
    if (minute >= rest[i] && (minute - rest[i]) % rest[i + 1] === 0) left--;
  }
}
console.log(minute);
