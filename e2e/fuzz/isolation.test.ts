import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFinding } from './check/findings.js';
import { dropDatabase } from './database.js';
import { fuzz } from './run/fuzz.js';
import { catchMutant, MUTANTS } from './run/mutants.js';
import { fieldCoverage } from './run/report.js';
import { openSite, type Site } from './run/site.js';
import { LOOK_UPS, type LookUp } from './timing/look-ups.js';
import { requestOf, valuesOf } from './timing/timings.js';
import type { Principal } from './world/principals.js';
import { buildWorld, type World } from './world/world.js';

/** The same operations each time; other seeds are for `npm run fuzz`. */
const SEED = 7;

describe('an organization', () => {
  const adminUrl = process.env.TEST_POSTGRES_URL ?? '';
  let world: World;
  beforeAll(async () => {
    world = await buildWorld({ adminUrl, seed: SEED });
  }, 60_000);
  afterAll(() => dropDatabase(adminUrl, world.database));

  it('shows nothing to another one in 700 operations of chance, changes nothing for it, and is to it as if it were not there', async () => {
    const { coverage, schema, findings } = await fuzz(world, { adminUrl, seed: SEED, operations: 700 });

    expect(findings.map(describeFinding)).toEqual([]);
    // A fuzzer that is refused at the door proves nothing.
    expect(coverage.valid / coverage.operations).toBeGreaterThan(0.97);
    expect(coverage.withData / coverage.operations).toBeGreaterThan(0.45);
    const { covered, reachable, surprising } = fieldCoverage(schema, coverage);
    expect(covered / reachable).toBeGreaterThan(0.6);
    expect(surprising).toEqual([]);
  }, 150_000);

  it.each(MUTANTS)(
    'would be seen through: $name',
    async (mutant) => {
      const { before, after } = await catchMutant(world, mutant, { adminUrl, seed: SEED, operations: 600 });

      expect(before.findings.map(describeFinding)).toEqual([]);
      const oracles = after.findings.map(({ oracle }) => oracle);
      expect(oracles).toContainEqual(mutant.oracle === 'any' ? expect.anything() : mutant.oracle);
    },
    90_000,
  );

  describe('looked up by a name of its own', () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite(world, { adminUrl });
    }, 60_000);
    afterAll(() => site.stop());

    it.each(LOOK_UPS.filter(({ differs }) => !differs))(
      'takes the statements and calls that an absent name takes: $name',
      async (lookUp) => {
        const [owner] = world.principals as [Principal];
        const { foreign, absent } = valuesOf(world, lookUp);
        // What is planned, read and remembered at a first time is not to count.
        await site.send(requestOf(lookUp, owner, foreign[0] as string));
        await site.send(requestOf(lookUp, owner, absent[0] as string));

        const theirs = await site.send(requestOf(lookUp, owner, foreign[0] as string));
        const nobodys = await site.send(requestOf(lookUp, owner, absent[0] as string));

        expect(theirs.work).toEqual(nobodys.work);
      },
    );

    it('is seen to take other work where it does: a wrong password is counted for an account that there is', async () => {
      const logIn = LOOK_UPS.find(({ differs }) => differs) as LookUp;
      const [owner] = world.principals as [Principal];
      const { foreign, absent } = valuesOf(world, logIn);

      const [theirs, nobodys] = [
        await site.send(requestOf(logIn, owner, foreign[0] as string)),
        await site.send(requestOf(logIn, owner, absent[0] as string)),
      ];

      expect(theirs.body).toEqual(nobodys.body);
      expect(theirs.work.length).toBeGreaterThan(nobodys.work.length);
    });
  });
});
