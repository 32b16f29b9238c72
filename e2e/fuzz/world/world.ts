import { startDnsServer } from '../../../subgraphs/tenant/src/testing/dns-server.js';
import { type Fleet, startFleet } from '../../testkit/fleet.js';
import { ownedRows } from '../check/rows.js';
import { asSuperuser, type Superuser } from '../database.js';
import { hasTwin, marksIn, tellingParts } from '../marks.js';
import { seeded } from '../random.js';
import { anchored, giveToMany, type InvitationTokens, inviteFromElsewhere, inviteOthers } from './affairs.js';
import { asCompany, type Company, type Hand, liveIn, logIn, signUp } from './company.js';
import { CURSORS, LOG_OUT, OPERATION_CURSORS } from './documents.js';
import { collectEvents, type Events } from './events.js';
import { joinOrganization, joinPlatform, type Person } from './people.js';
import { NOBODY, type Principal, principal } from './principals.js';
import { settled } from './settled.js';
import { asStaff, fillCatalogues, lookAt, suspendForAWhile } from './staff.js';
import { collectValues, type Values } from './values.js';

/** Two organizations in one database, and who asks. */
export interface World {
  /** The database that holds it; nobody is connected to it. */
  database: string;
  schemas: readonly string[];
  ours: Values;
  theirs: Values;
  /** What the subgraphs told of them. */
  events: Events;
  b: { organizationId: string; people: readonly string[] };
  principals: readonly Principal[];
  /** Every table that row-level security locks. */
  locked: readonly string[];
  /** B's ids, marks and digests: none of them may be in an answer to A. */
  canaries: ReadonlySet<string>;
}

const ADMIN = { email: 'admin@platform.example', password: 'platform staff 4 ever' };

/** Settings under which the fuzzer's fleets run: limits of load are measured and not enforced, so that requests get through. */
export const FUZZ_ENV: Readonly<Record<string, string>> = {
  RATE_LIMIT: 'off',
  OPERATION_LIMITS: 'measure',
  COST_MODE: 'measure',
  ACCESS_TOKEN_SECONDS: '3600',
  PROBE_INTERVAL_MS: '3600000',
  // What is sealed later would be new rows of B's.
  AUDIT_ANCHOR_INTERVAL_MS: '86400000',
  DNS_TIMEOUT_MS: '500',
  SUPER_ADMIN_EMAIL: ADMIN.email,
  SUPER_ADMIN_PASSWORD: ADMIN.password,
};

/** Signs the organizations up and lets them live for a while. The fleet that did it is stopped again. */
export async function buildWorld({ adminUrl, seed }: { adminUrl: string; seed: number }): Promise<World> {
  const dns = await startDnsServer();
  const fleet = await startFleet({ adminUrl, env: { ...FUZZ_ENV, AUDIT_ANCHOR_INTERVAL_MS: '1000', DNS_SERVERS: dns.address } });
  const superuser = asSuperuser(adminUrl, fleet.database);
  try {
    const schemas = Object.keys(fleet.databases);
    const hand = (side: string): Hand => ({
      fleet,
      side,
      random: seeded('world', seed, side),
      publish: (name, value) => dns.put(name, value),
      settle: () => settled(superuser, schemas),
    });
    return await populate({ fleet, superuser, schemas, hand });
  } finally {
    await fleet.stop();
    await superuser.end();
    await dns.close();
  }
}

interface Making {
  fleet: Fleet;
  superuser: Superuser;
  schemas: readonly string[];
  hand: (side: string) => Hand;
}

async function populate(making: Making): Promise<World> {
  const { fleet, superuser, schemas, hand } = making;
  const [handA, handB, handC] = [hand('a'), hand('b'), hand('c')];
  const [a, b, c] = await Promise.all([
    signUp(handA, 'professional-services'),
    signUp(handB, 'professional-services'),
    signUp(handC, 'retail'),
  ]);
  const staff = await asStaff(fleet, ADMIN);
  await suspendForAWhile(staff, [a, b]);
  await handA.settle();
  await fillCatalogues(staff, b);
  const dual = await joinPlatform(fleet, a.owner.email, { side: 'd', random: handA.random });
  const chooser = await joinPlatform(fleet, a.owner.email, { side: 'a', random: handA.random });
  const sharer = { person: dual, position: { kind: 'EMPLOYEE', roleKey: 'manager' } } as const;
  const guest = { person: dual, position: { kind: 'EMPLOYEE', roleKey: 'auditor' } } as const;
  await Promise.all([
    liveIn(a, handA, { dual: sharer, chooser: { person: chooser, position: { kind: 'PARTNER', roleKey: 'guest' } } }),
    liveIn(b, handB, { dual: guest }),
  ]);
  await joinElsewhere(handC, c, chooser);
  await handA.settle();
  const invitations = { a: await inviteOthers(handA, a), b: await inviteOthers(handB, b) };
  invitations.a.open.push(await inviteFromElsewhere(handC, c, a.people.employee as Person));
  await giveToMany(staff, [
    { hand: handA, company: a },
    { hand: handB, company: b },
  ]);
  const tokens = {
    a: await sessionsOf(handA, a, { chooser, invitations: invitations.a }),
    b: await sessionsOf(handB, b, { chooser: null, invitations: invitations.b }),
  };
  await lookAt(staff, [a, b]);
  await handA.settle();
  const principals = await principalsOf(making, a, { b, dual, chooser });
  await handA.settle();
  await anchored(superuser);
  const people = Object.values(b.people)
    .concat(b.owner)
    .map(({ id }) => id);
  const owner = { organizationId: b.id, people };
  return {
    database: fleet.database,
    schemas,
    ours: withoutWhoIsElsewhere(await collectValues(superuser, a, tokens.a), { dual, chooser }),
    theirs: withoutShared(await collectValues(superuser, b, tokens.b), dual),
    events: await collectEvents({ fleet: fleet.fleet, superuser }, { a: a.id, b: b.id }),
    b: owner,
    principals,
    locked: await lockedTables(superuser, schemas),
    canaries: await canariesOf(superuser, schemas, owner),
  };
}

async function lockedTables({ rows }: Superuser, schemas: readonly string[]): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relrowsecurity and n.nspname = any($1) order by 1`,
    [schemas],
  );
  return found.map(({ name }) => name);
}

async function joinElsewhere(hand: Hand, { id: organizationId, owner }: Company, person: Person): Promise<void> {
  const place = { organizationId, invitedBy: owner.id, title: 'Elsewhere', random: hand.random };
  await joinOrganization(hand.fleet, person, { kind: 'EMPLOYEE', roleKey: 'employee' }, place);
}

/** Sessions of all sorts, with their tokens, and the cursors of every list. */
async function sessionsOf(
  hand: Hand,
  company: Company,
  { chooser, invitations }: { chooser: Person | null; invitations: InvitationTokens },
) {
  const { owner, people } = company;
  const session = await logIn(hand, company, owner);
  const found = [await asCompany(hand, session.accessToken)(CURSORS), await asCompany(hand, session.accessToken)(OPERATION_CURSORS)];
  const spent = await logIn(hand, company, people.clerk as Person);
  await asCompany(hand, null)(LOG_OUT, { refreshToken: spent.refreshToken });
  const others = await Promise.all(['clerk', 'buyer', 'supplier'].map((name) => logIn(hand, company, people[name] as Person)));
  const choice = chooser && (await logIn(hand, { ...company, slug: '' }, chooser));
  return {
    accessToken: [session, ...others].map(({ accessToken }) => accessToken as string),
    // Of B only one that is worth nothing any more: whoever has a living one is B.
    refreshToken: [spent, ...(chooser ? others : [])].map(({ refreshToken }) => refreshToken as string),
    // Whoever has an open invitation's token has the mail, and is whom B has invited.
    invitationToken: [...invitations.ended, ...(chooser ? invitations.open : [])],
    loginToken: choice ? [choice.loginToken as string] : [],
    cursor: JSON.stringify(found).match(/(?<="cursor":")[^"]+/g) ?? [],
  };
}

/** Whoever belongs to both may well log in to B; and who has a choice of organizations is tried more often than the others. */
const withoutWhoIsElsewhere = (values: Values, { dual, chooser }: { dual: Person; chooser: Person }): Values => ({
  ...values,
  email: [...values.email.filter((email) => email !== dual.email), chooser.email, chooser.email],
});

/** What the person who belongs to both brings along is not B's alone; and what could be anybody's, such as a page's number, is no value. */
function withoutShared({ password: _, ...values }: Values, { id, email }: Person): Values {
  const isShared = (value: string) => value === id || value === email || marksIn(value).some((mark) => mark.startsWith('zqd'));
  const keep = (value: string) => !isShared(value) && hasTwin(value);
  const kept = Object.entries(values).map(([kind, all]) => [kind, all.filter(keep)]);
  // Whoever has a password of B's is B: it is nothing to be tried.
  return { ...Object.fromEntries(kept), password: [] };
}

async function canariesOf(superuser: Superuser, schemas: readonly string[], owner: World['b']): Promise<Set<string>> {
  const rows = await ownedRows(superuser, schemas, owner);
  const others = new Set((await rows.others()).flatMap(tellingParts));
  const own = [...(await rows.read()).values()].flat().flatMap(tellingParts);
  return new Set(own.filter((part) => !others.has(part)));
}

async function principalsOf(
  { fleet, superuser }: Making,
  a: Company,
  { b, dual, chooser }: { b: Company; dual: Person; chooser: Person },
): Promise<Principal[]> {
  const elsewhere = await superuser.rows<{ row: string }>(
    `select m::text || r::text || coalesce(s::text, '') as row from "user".membership m
     join "user".membership_role mr on mr.membership_id = m.id join "user".role r on r.id = mr.role_id
     left join auth.session s on s.user_id = m.user_id and s.organization_id = m.organization_id
     where m.user_id = $1 and m.organization_id = $2`,
    [dual.id, b.id],
  );
  const own = new Set(elsewhere.flatMap(({ row }) => tellingParts(row)));
  const seats = [
    { name: 'owner', weight: 8, person: a.owner },
    { name: 'admin', weight: 3, person: a.people.admin as Person },
    { name: 'employee', weight: 3, person: a.people.employee as Person },
    { name: 'auditor', weight: 2, person: a.people.auditor as Person },
    { name: 'client', weight: 2, person: a.people.client as Person },
    { name: 'member of both', weight: 3, person: dual, own },
    { name: 'member of two others', weight: 1, person: chooser },
  ];
  const found: Principal[] = [];
  for (const seat of seats) found.push(await principal(fleet, a, seat));
  return [...found, NOBODY];
}
