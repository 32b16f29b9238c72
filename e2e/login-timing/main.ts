import { readFile } from 'node:fs/promises';
import { compareSamples } from '../fuzz/timing/statistics.js';
import { type Frontend, frontend } from '../src/client.js';
import { LOGIN } from '../src/documents.js';
import { aCompany, signUp } from '../testkit/companies.js';
import { aDataFolder, startProduct } from '../testkit/product.js';

/** Two samples are told apart below this chance of error, by the rank test of Mann and Whitney. */
const LEVEL = 0.01;
const WARM_UP = 20;
/** Wrong passwords for one account, fewer than would block it. */
const EACH = 8;
/** And more than would. */
const BLOCKED_AFTER = 10;

const samples = Number(process.argv[2] ?? 500);
/** What people log in with. */
const by = process.argv[3] === 'username' ? 'username' : 'email';
const password = 'not the password of anybody';

const nobodys = (turn: number) => `nobody-${Math.floor(turn / EACH)}${by === 'email' ? `@${turn % 7}.example` : `.of-${turn % 7}`}`;

async function timeOf(nobody: Frontend, name: string): Promise<number> {
  const began = performance.now();
  const { login } = await nobody.ask(LOGIN, { input: { [by]: name, password } });
  const [{ code }] = login.userErrors;
  if (code !== 'INVALID_CREDENTIALS') throw new Error(`A wrong password was answered with ${code}`);
  return performance.now() - began;
}

interface Person {
  /** What they log in with. */
  name: string;
  id: string;
}

const RENAME = 'mutation ($username: String!) { viewerUpdate(input: { username: $username }) { user { id } userErrors { code } } }';
const DISABLE = 'mutation ($id: ID!) { userDisable(id: $id, reason: "To be measured") { user { id } userErrors { code } } }';

/** Signs people up, so many that none is tried often enough to be blocked. */
async function people(url: string): Promise<Person[]> {
  const made: Person[] = [];
  for (let index = 0; index <= (WARM_UP + samples) / EACH; index += 1) {
    const company = aCompany();
    const { tokens } = await signUp(frontend(url), company);
    const username = `somebody-${made.length}.${company.subdomain.slice(-10)}`;
    const { viewerUpdate } = await frontend(url, tokens.accessToken).ask(RENAME, { username });
    made.push({ name: by === 'email' ? company.ownerEmail : username, id: viewerUpdate.user.id });
  }
  return made;
}

async function disable(url: string, dataDir: string, victims: readonly Person[]): Promise<void> {
  const { superAdminPassword } = JSON.parse(await readFile(`${dataDir}/secrets.json`, 'utf8'));
  const input = { email: 'admin@innoerp.example', password: superAdminPassword };
  const staff = frontend(url, (await frontend(url).ask(LOGIN, { input })).login.outcome.accessToken);
  for (const { id } of victims) await staff.ask(DISABLE, { id });
}

/** Times of both kinds, taken in turn, each turn in an order of chance. */
async function measure(nobody: Frontend, known: (turn: number) => string): Promise<{ known: number[]; unknown: number[] }> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let turn = 0; turn < WARM_UP + samples; turn += 1) {
    const kinds = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of kinds) {
      const time = await timeOf(nobody, kind === 'known' ? known(turn) : nobodys(turn));
      if (turn >= WARM_UP) times[kind].push(time);
    }
  }
  return times;
}

function tell(name: string, { known, unknown }: { known: number[]; unknown: number[] }): boolean {
  const { medians, superiority, p, distance } = compareSamples(known, unknown);
  const isTold = p < LEVEL;
  const figures = `medians ${medians.map((ms) => ms.toFixed(1)).join(' and ')} ms, P(known > unknown) = ${superiority.toFixed(3)}, KS = ${distance.toFixed(3)}, p = ${p.toFixed(3)}`;
  console.log(`${name}: ${known.length} of each; ${figures}: ${isTold ? 'TOLD APART' : 'not told apart'} at the level of ${LEVEL}`);
  return isTold;
}

const folder = await aDataFolder();
const product = await startProduct(folder.path, {
  RATE_LIMIT: 'off',
  SOURCE_CALLS_PER_MINUTE: '1000000',
  LOCKOUT_ACCOUNT_ATTEMPTS: '100000',
});
try {
  const nobody = frontend(product.url);
  const open = await people(product.url);
  const disabled = await people(product.url);
  await disable(product.url, folder.path, disabled);
  const of = (list: readonly Person[]) => (turn: number) => list[Math.floor(turn / EACH)]?.name as string;
  const told = [
    tell(`by ${by}, an account against none`, await measure(nobody, of(open))),
    tell(`by ${by}, a disabled account against none`, await measure(nobody, of(disabled))),
  ];
  const blocked = open[0]?.name as string;
  for (let attempt = 0; attempt < BLOCKED_AFTER; attempt += 1) await timeOf(nobody, blocked);
  told.push(tell(`by ${by}, a blocked account against none`, await measure(nobody, () => blocked)));
  process.exitCode = told.includes(true) ? 1 : 0;
} finally {
  await product.end('SIGTERM');
  await folder.remove();
}
