const [[n, k], ...workshops] = require("fs")
  .readFileSync(0, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ").map(Number));
workshops.sort((one, other) => one[1] - other[1]);
const endedBy = (minute) => {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (workshops[middle][1] <= minute) low = middle + 1;
    else high = middle;
  }
  return low;
};
const before = workshops.map(([start]) => endedBy(start));
let best = new Array(n + 1).fill(0);
for (let taken = 0; taken < k; taken++) {
  const following = [0];
  workshops.forEach(([, , value], i) => following.push(Math.max(following[i], best[before[i]] + value)));
  best = following;
}
console.log(best[n]);
