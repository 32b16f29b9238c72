// The other side of the fan-out benchmark, in a process of its own: so many sockets with one subscription each. It tells its parent
// whenever all of them have got one more answer.
import { WebSocket } from 'ws';

const sockets = [];
let heard = 0;

process.on('message', async ({ open, close }) => {
  if (close) process.exit(0);
  const { url, count, token, payloads } = open;
  for (let index = 0; index < count; index += 200) {
    await Promise.all(
      Array.from({ length: Math.min(200, count - index) }, (_, each) =>
        connect(url, { token, payload: payloads?.[(index + each) % payloads.length] }),
      ),
    );
  }
  process.send({ opened: count });
});

function connect(url, { token, payload }) {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
    socket.once('message', () => {
      if (payload) socket.send(JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload }));
      socket.on('message', hear);
      resolve();
    });
  });
}

function hear(data) {
  if (data.length < 60) return; // a ping
  heard += 1;
  if (heard % sockets.length === 0) process.send({ heard: heard / sockets.length });
}
