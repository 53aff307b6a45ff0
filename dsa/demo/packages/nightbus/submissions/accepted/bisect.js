const [n, k, ...rest] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(BigInt);
const lines = [];
for (let i = 0; i < rest.length; i += 2) lines.push([rest[i], rest[i + 1]]);
const busesUntil = (minute) => {
  let buses = 0n;
  for (const [first, period] of lines) if (first <= minute) buses += (minute - first) / period + 1n;
  return buses;
};
let low = 0n;
let high = lines.map(([first, period]) => first + period * (k - 1n)).reduce((a, b) => (a < b ? a : b));
while (low < high) {
  const middle = (low + high) / 2n;
  if (busesUntil(middle) >= k) high = middle;
  else low = middle + 1n;
}
console.log(String(low));
