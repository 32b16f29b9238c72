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
const password = 'not the password of anybody';

async function timeOf(nobody: Frontend, email: string): Promise<number> {
  const began = performance.now();
  const { login } = await nobody.ask(LOGIN, { input: { email, password } });
  const [{ code }] = login.userErrors;
  if (code !== 'INVALID_CREDENTIALS') throw new Error(`A wrong password was answered with ${code}`);
  return performance.now() - began;
}

/** Times of both kinds, taken in turn, each turn in an order of chance. */
async function measure(nobody: Frontend, known: (turn: number) => string): Promise<{ known: number[]; unknown: number[] }> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let turn = 0; turn < WARM_UP + samples; turn += 1) {
    const kinds = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of kinds) {
      const time = await timeOf(nobody, kind === 'known' ? known(turn) : `nobody-${Math.floor(turn / EACH)}@${turn % 7}.example`);
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
  const emails: string[] = [];
  for (let index = 0; index <= (WARM_UP + samples) / EACH; index += 1) {
    const company = aCompany();
    await signUp(nobody, company);
    emails.push(company.ownerEmail);
  }
  const blocked = emails[0] as string;
  const open = tell('an account against none', await measure(nobody, (turn) => emails[Math.floor(turn / EACH)] as string));
  for (let attempt = 0; attempt < BLOCKED_AFTER; attempt += 1) await timeOf(nobody, blocked);
  const shut = tell('a blocked account against none', await measure(nobody, () => blocked));
  process.exitCode = open || shut ? 1 : 0;
} finally {
  await product.end('SIGTERM');
  await folder.remove();
}
