// One call inside the other for each minute between workshops: the stack ends first.
const [[n, k], ...workshops] = require("fs")
  .readFileSync(0, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ").map(Number));
const known = new Map();
const best = (minute, left) => {
  if (left === 0 || minute > 1e9) return 0;
  const key = `${minute} ${left}`;
  if (!known.has(key)) {
    let result = best(minute + 1, left);
    for (const [start, end, value] of workshops) {
      if (start === minute) result = Math.max(result, value + best(end, left - 1));
    }
    known.set(key, result);
  }
  return known.get(key);
};
console.log(best(0, k));
