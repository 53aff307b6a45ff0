const fs = require("fs");

function readLine() {
  let line = "";
  const byte = Buffer.alloc(1);
  while (fs.readSync(0, byte) > 0 && byte[0] !== 10) line += byte.toString();
  return line;
}

function leaks(a, b) {
  console.log(`? ${a} ${b}`);
  return Number(readLine());
}

const n = Number(readLine());
const found = [1, 2].map((count) => {
  let low = 1;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (leaks(1, middle) >= count) high = middle;
    else low = middle + 1;
  }
  return low;
});
console.log(`! ${found.join(" ")}`);
