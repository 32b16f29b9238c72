// The clients of `subgraph`: 32 keep-alive connections, each with one request under way, written to the socket as they are. Its
// CPU is nobody's: only the server's is counted. While it measures it does not sleep: on one machine the kernel has whoever writes
// to a sleeping client pay for waking it, which is a third of what a short request costs (`BENCH_CLIENTS=sleep` shows it).
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { IDENTITY_HEADER, signIdentity } from '@supergraph/kernel/auth';
import { ORGANIZATION, QUERY, VARIABLES } from './subgraph-people.mjs';

const CONNECTIONS = 32;
const BODY = JSON.stringify({ query: QUERY, variables: VARIABLES });
const identity = { kind: 'user', subject: randomUUID(), organizationId: ORGANIZATION, scopes: ['org:read'], sessionId: 'bench' };

/** What a candidate wants to be told of the caller. */
const headers = {
  apollo: () => '',
  ours: () => `${IDENTITY_HEADER}: ${JSON.stringify(identity)}\r\n`,
  signed: () =>
    `${IDENTITY_HEADER}: ${signIdentity(identity, { secret: process.env.SERVICE_SECRET, audience: 'people', content: BODY })}\r\n`,
};

const requestFor = (candidate) =>
  `POST ${candidate === 'apollo' ? '/' : '/graphql'} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers[candidate]()}content-length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY}`;

/** More than any candidate answers in a second. */
const PER_SECOND = 15_000;

/** Requests that are signed before the clock runs: a client that signs keeps the server waiting, and makes it look dear. */
function prepared(candidate, seconds) {
  const request = requestFor(candidate);
  if (candidate !== 'signed') return () => request;
  const requests = Array.from({ length: Math.ceil(seconds * PER_SECOND) }, () => requestFor(candidate));
  return () => requests.pop() ?? requestFor(candidate);
}

process.on('message', async ({ candidate, port, seconds }) => {
  const next = prepared(candidate, seconds);
  const until = performance.now() + seconds * 1_000;
  const times = [];
  let body = '';
  const lane = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      let begun = 0;
      const send = () => {
        begun = performance.now();
        if (begun >= until) return socket.end(resolve);
        socket.write(next());
      };
      socket.on('connect', send).on('error', reject);
      onAnswer(socket, (status, text) => {
        if (status !== 200) return reject(new Error(`HTTP ${status} ${text}`));
        times.push(performance.now() - begun);
        body ||= text();
        send();
      });
    });
  let isOver = process.env.BENCH_CLIENTS === 'sleep';
  const stayAwake = () => isOver || setImmediate(stayAwake);
  stayAwake();
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  isOver = true;
  process.send({ times, body });
});

/** Calls back for each whole answer; every candidate says how long it is. */
function onAnswer(socket, answered) {
  let chunks = [];
  let wanted = -1;
  let had = 0;
  let head = '';
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    had += chunk.length;
    if (wanted < 0) {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      if (end < 0) return;
      head = all.latin1Slice(0, end);
      wanted = end + 4 + Number(/content-length: (\d+)/i.exec(head)[1]);
    }
    if (had < wanted) return;
    const whole = chunks;
    chunks = [];
    wanted = -1;
    had = 0;
    answered(Number(head.slice(9, 12)), () => Buffer.concat(whole).toString().split('\r\n\r\n')[1]);
  });
}
