// What is measured, each in a process of its own on the same Node with the same flags.
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { heard } from './children.mjs';
import { installHive } from './hive.mjs';

/** For all alike, as a gateway runs in production: what is young in the heap has room, which large answers want. */
export const NODE_FLAGS = ['--max-semi-space-size=64', '--min-semi-space-size=64'];
const PATIENCE = 30_000;

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const own = (name) => async () => ({ program: file(name), args: [] });
const hive =
  (...flags) =>
  async ({ supergraphPath }) => {
    const listen = ['--host', '127.0.0.1', '--port', '0', '--fork', '1'];
    const args = ['supergraph', supergraphPath, '--config-path', file('./hive.config.mjs'), ...listen, ...flags];
    return { program: await installHive(), args };
  };

/** By name. `asItComes`: nothing is said to it of sharing. `inProcess`: its calls of subgraphs go nowhere. */
export const candidates = {
  stock: { title: 'stock `@apollo/gateway`', path: '/', find: own('./stock.mjs') },
  'hive-js': { title: 'Hive Gateway, JS planner', path: '/graphql', find: hive('--jit') },
  'hive-rust': { title: 'Hive Gateway, Rust planner', path: '/graphql', find: hive('--hive-router-runtime') },
  'hive-rust-as-is': {
    title: 'Hive Gateway, Rust planner, as it comes: shares calls of subgraphs',
    path: '/graphql',
    find: hive('--hive-router-runtime'),
    asItComes: true,
  },
  floor: { title: 'no gateway: HTTP and JSON alone', path: '/graphql', find: own('./floor.mjs') },
  ours: { title: 'ours over HTTP', path: '/graphql', find: own('./ours.mjs'), env: { BENCH_TRANSPORT: 'http' } },
  'ours-in-process': {
    title: 'ours, subgraphs in process',
    path: '/graphql',
    find: own('./ours.mjs'),
    env: { BENCH_TRANSPORT: 'memory' },
    inProcess: true,
  },
};

/**
 * @param {{ supergraphPath: string, graphPath: string, share: 'on' | 'off', secret: string }} graph
 * @returns its process and URL, or the failure because of which there are none.
 */
export async function startCandidate(name, graph) {
  const { title, path, find, inProcess = false } = candidates[name];
  const row = { name, title, inProcess };
  try {
    const { child, said } = launch(await find(graph), environment(name, graph));
    try {
      const { port } = await heard(child, 'port', PATIENCE);
      const url = `http://127.0.0.1:${port}${path}`;
      await untilItAnswers(url);
      return { ...row, child, url };
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`${error.message} ${said().slice(-300)}`);
    }
  } catch (error) {
    return { ...row, failure: `could not be had: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 500)}` };
  }
}

function launch({ program, args }, env) {
  const child = fork(program, args, {
    execArgv: [...NODE_FLAGS, '--import', new URL('./probe.mjs', import.meta.url).href],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env,
  });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text = `${text}${chunk}`.slice(-2_000);
  });
  return { child, said: () => text.trim() };
}

const environment = (name, { supergraphPath, graphPath, share, secret }) => ({
  ...process.env,
  NODE_ENV: 'production',
  APOLLO_TELEMETRY_DISABLED: '1',
  SUPERGRAPH_PATH: supergraphPath,
  SERVICE_SECRET: secret,
  BENCH_GRAPH: graphPath,
  BENCH_SHARE: candidates[name].asItComes ? '' : share,
  ...candidates[name].env,
});

async function untilItAnswers(url) {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const body = JSON.stringify({ query: '{ __typename }' });
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch((error) => error);
    if (answer.status === 200) return;
    if (performance.now() > until) throw new Error(`It does not answer: ${answer.status ?? answer.cause ?? answer}`);
    await sleep(200);
  }
}
