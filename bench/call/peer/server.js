// A room as the README files of socket.io and simple-peer lead to it: no accounts, no database, no presence beyond the sockets.
// node server.js PORT
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { Server } from "socket.io";

const simplePeer = readFileSync(createRequire(import.meta.url).resolve("simple-peer/simplepeer.min.js"));
const files = {
  "/simplepeer.js": ["text/javascript", simplePeer],
  "/page.js": ["text/javascript", readFileSync(new URL("page.js", import.meta.url))],
};
const html = readFileSync(new URL("page.html", import.meta.url));

const http = createServer((request, response) => {
  const [type, body] = files[request.url] ?? ["text/html", html];
  response.writeHead(200, { "content-type": type });
  response.end(body);
});
const io = new Server(http);

io.on("connection", (socket) => {
  socket.on("join", async (room, answer) => {
    const peers = (await io.in(room).fetchSockets()).map(({ id }) => id);
    await socket.join(room);
    answer(peers);
  });
  socket.on("signal", (to, signal) => io.to(to).emit("signal", socket.id, signal));
});

http.listen(Number(process.argv[2]), "127.0.0.1");
