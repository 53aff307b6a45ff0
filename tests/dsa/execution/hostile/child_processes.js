// expect: AC
// cpu: 5
const { spawnSync } = require("child_process");
const fs = require("fs");
const leaks = [];
for (const [program, ...rest] of [["/usr/bin/mount", "-t", "tmpfs", "x", "/tmp"], ["/usr/bin/unshare", "-r", "true"],
  ["/bin/sh", "-c", "echo x > /box/x"], ["/bin/sh", "-c", "kill -9 1 && kill -0 1 || exit 1; false"]])
  if (spawnSync(program, rest).status === 0) leaks.push(program);
try { fs.writeFileSync("/box/main.js", ""); leaks.push("box"); } catch {}
try { require("net"); process.kill(1, 0); process.setuid(0); leaks.push("root"); } catch {}
console.log(leaks.length ? "ESCAPED " + leaks : "contained");
