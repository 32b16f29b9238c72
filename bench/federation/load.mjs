// The clients, in a process of their own whose CPU is nobody's: so many keep-alive connections, each with one request under way.
// Every answer has to be as long as the first one, which the benchmark compares as a whole.
import { Pool } from 'undici';
import { quantile } from '../measure.mjs';
import { bodiesOf, operations } from './operations.mjs';

const CONNECTIONS = 50;

process.on('disconnect', () => process.exit());
process.on('message', ({ operation, ...request }) => {
  load({ ...request, operation: operations[operation] }).then(
    (result) => process.send({ load: result }),
    (error) => process.send({ failure: error.message }),
  );
});

async function load({ url, operation, headers, seconds }) {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const bodies = bodiesOf(operation);
  const post = { method: 'POST', path, headers: { 'content-type': 'application/json', ...headers } };
  const first = await (await pool.request({ ...post, body: bodies[0] })).body.text();
  const length = Buffer.byteLength(first);
  const times = [];
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    for (;;) {
      const sent = performance.now();
      if (sent - begun >= seconds * 1_000) return;
      const got = await send(pool, { ...post, body: bodies[next++ % bodies.length] });
      if (got !== length) throw new Error(`an answer has ${got} bytes and the first had ${length}`);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  const elapsed = (performance.now() - begun) / 1_000;
  await pool.close();
  return { first, answers: times.length, elapsed, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** @returns {Promise<number>} bytes of the answer. */
const send = (pool, request) =>
  new Promise((resolve, reject) => {
    let bytes = 0;
    let failure;
    pool.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_, status) {
        if (status !== 200) failure = new Error(`HTTP ${status}`);
      },
      onResponseData(_, chunk) {
        bytes += chunk.length;
      },
      onResponseEnd: () => (failure ? reject(failure) : resolve(bytes)),
      onResponseError: (_, error) => reject(error),
    });
  });
