import type { Answer } from '../../src/client.js';
import { aCompany } from '../../testkit/companies.js';
import { type Fleet, startFleet } from '../../testkit/fleet.js';
import { dropDatabase } from '../database.js';
import { ask, knock } from '../door.js';
import { ASSIGN, DISABLE, LOG_IN, REACTIVATE, SIGN_UP, SUSPEND } from '../world/documents.js';
import { FUZZ_ENV } from '../world/world.js';

const ENABLE = DISABLE.replaceAll('Disable', 'Enable');
const DIRECTORY = '{ organization { name employees { nodes { id } } } }';
const STAFF = { email: FUZZ_ENV.SUPER_ADMIN_EMAIL, password: FUZZ_ENV.SUPER_ADMIN_PASSWORD };

/** How long a change takes to be enforced: milliseconds from the answer to the change to the first request that is refused. */
export interface Refusals {
  change: string;
  /** In the order of the rounds. */
  times: number[];
}

/** Switches a module off, and suspends an organization, again and again, and asks in between until it shows. */
export async function measureRefusals({ adminUrl, rounds }: { adminUrl: string; rounds: number }): Promise<Refusals[]> {
  const fleet = await startFleet({ adminUrl, env: { ...FUZZ_ENV } });
  try {
    return [await disableModules(fleet, rounds), await suspend(fleet, rounds)];
  } finally {
    await fleet.stop();
    await dropDatabase(adminUrl, fleet.database);
  }
}

/** Codes of an answer's errors, the refusals of the door included. */
const codesOf = async (fleet: Fleet, token: string): Promise<string[]> => {
  const { errors = [] } = JSON.parse((await knock(fleet, { document: DIRECTORY, token })).text) as Answer;
  return errors.map(({ extensions }: Answer) => extensions.code);
};

/** Asks until the answer is one of those. @returns the milliseconds that it took. */
async function timeUntil(fleet: Fleet, token: string, isThere: (codes: string[]) => boolean): Promise<number> {
  const began = performance.now();
  while (!isThere(await codesOf(fleet, token))) if (performance.now() - began > 10_000) throw new Error('It never came to that');
  return performance.now() - began;
}

async function disableModules(fleet: Fleet, rounds: number): Promise<Refusals> {
  const { organization, tokens } = await signUp(fleet);
  const token = tokens.accessToken;
  const input = { organizationId: organization.id, moduleKey: 'hr' };
  await ask(fleet, { document: ASSIGN, variables: { input }, token });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await timeUntil(fleet, token, (codes) => codes.length === 0);
    await ask(fleet, { document: DISABLE, variables: { input }, token });
    times.push(await timeUntil(fleet, token, (codes) => codes.includes('MODULE_DISABLED')));
    await ask(fleet, { document: ENABLE, variables: { input }, token });
  }
  return { change: 'a module is switched off → MODULE_DISABLED', times };
}

async function suspend(fleet: Fleet, rounds: number): Promise<Refusals> {
  const staff = (await ask(fleet, { document: LOG_IN, variables: { input: STAFF } })).login.outcome.accessToken;
  const company = aCompany();
  const { organization } = await signUp(fleet, company);
  const logIn = { email: company.ownerEmail, password: company.password };
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const token = await logInAgain(fleet, logIn);
    await timeUntil(fleet, token, (codes) => !codes.includes('ORGANIZATION_SUSPENDED'));
    await ask(fleet, {
      document: SUSPEND,
      variables: { input: { id: organization.id, reason: 'to see how long it takes' } },
      token: staff,
    });
    times.push(await timeUntil(fleet, token, (codes) => codes.some((code) => /ORGANIZATION_SUSPENDED|SESSION_ENDED/.test(code))));
    await ask(fleet, { document: REACTIVATE, variables: { input: { id: organization.id, reason: 'to do it again' } }, token: staff });
  }
  return { change: 'an organization is suspended → ORGANIZATION_SUSPENDED or SESSION_ENDED', times };
}

const signUp = async (fleet: Fleet, company = aCompany()): Promise<Answer> =>
  (await ask(fleet, { document: SIGN_UP, variables: { input: company } })).organizationSignUp;

/** A login is refused until what came before it has arrived. */
async function logInAgain(fleet: Fleet, input: Record<string, string>): Promise<string> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const answer = JSON.parse((await knock(fleet, { document: LOG_IN, variables: { input } })).text) as Answer;
    const token = answer.data.login.outcome?.accessToken;
    if (token) return token;
  }
  throw new Error('Nobody can log in any more');
}

export function describeRefusals(found: readonly Refusals[]): string {
  const at = (times: readonly number[], share: number) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1]?.toFixed(1);
  return found
    .map(
      ({ change, times }) =>
        `${change}: p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms, most ${at(times, 1)} ms in ${times.length} rounds`,
    )
    .join('\n');
}
