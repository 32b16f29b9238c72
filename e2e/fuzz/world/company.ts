import type { Answer } from '../../src/client.js';
import type { Fleet } from '../../testkit/fleet.js';
import { ask } from '../door.js';
import { newMark } from '../marks.js';
import type { Random } from '../random.js';
import * as documents from './documents.js';
import { joinOrganization, joinPlatform, type Person, type Position } from './people.js';

export interface Company {
  /** The letter in the marks of its data. */
  side: string;
  id: string;
  slug: string;
  /** The custom domain that is verified. */
  domain: string;
  owner: Person;
  /** Everybody beside the owner, by what they are. */
  people: Record<string, Person>;
  password: string;
  idempotencyKey: string;
}

/** What everything about one company is written with. */
export interface Hand {
  fleet: Fleet;
  random: Random;
  side: string;
  /** Puts a record into the DNS. */
  publish: (name: string, value: string) => void;
  /** Waits until all that was announced has arrived everywhere. */
  settle: () => Promise<void>;
}

/** The network that a company's people come from. */
export const addressOf = (side: string): string => `203.0.113.${side.charCodeAt(0)}`;

/** Sends a request as a program of the company would: agent, address and request id are marked. */
export const asCompany = ({ fleet, side, random }: Pick<Hand, 'fleet' | 'side' | 'random'>, token: string | null) => {
  const headers = () => ({ 'user-agent': `${newMark(side, random)} agent`, 'x-request-id': `${newMark(side, random)}-request` });
  return (document: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
    ask(fleet, { document, variables, token, headers: headers(), ip: addressOf(side) });
};

/** Signs a company up through the front door. */
export async function signUp(hand: Hand, industryCode: string): Promise<Company> {
  const { side, random } = hand;
  const mark = () => newMark(side, random);
  const [slug, email, idempotencyKey, password] = [mark(), `${mark()}@${mark()}.example`, `key-${mark()}`, `${random.text(6)}-${mark()}`];
  const input = { name: `${mark()} Ltd`, subdomain: slug, ownerEmail: email, ownerName: mark(), password, industryCode, planKey: 'pro' };
  for (let tries = 0; tries < 5; tries += 1) {
    const { organizationSignUp } = await asCompany(hand, null)(documents.SIGN_UP, { input: { ...input, idempotencyKey } });
    const { organization, tokens } = organizationSignUp;
    if (!tokens) continue;
    const { sub } = JSON.parse(Buffer.from(tokens.accessToken.split('.')[1], 'base64url').toString());
    return { side, id: organization.id, slug, domain: '', owner: { id: sub, email }, people: {}, password, idempotencyKey };
  }
  throw new Error('The sign-up does not come to its end');
}

/** Logs somebody of a company in. */
export async function logIn(hand: Hand, { slug, password }: Company, { email }: Person): Promise<Answer> {
  const input = { email, password, organizationSlug: slug, deviceName: `${newMark(hand.side, hand.random)} phone` };
  return (await asCompany(hand, null)(documents.LOG_IN, { input })).login.outcome;
}

const POSITIONS: Record<string, Position> = {
  admin: { kind: 'EMPLOYEE', roleKey: 'admin' },
  manager: { kind: 'EMPLOYEE', roleKey: 'manager' },
  employee: { kind: 'EMPLOYEE', roleKey: 'employee' },
  clerk: { kind: 'EMPLOYEE', roleKey: 'employee' },
  auditor: { kind: 'EMPLOYEE', roleKey: 'auditor' },
  client: { kind: 'CLIENT', roleKey: 'guest' },
  buyer: { kind: 'CLIENT', roleKey: 'guest' },
  supplier: { kind: 'SUPPLIER', roleKey: 'guest' },
  partner: { kind: 'PARTNER', roleKey: 'guest' },
  suspended: { kind: 'EMPLOYEE', roleKey: 'employee', status: 'SUSPENDED' },
  removed: { kind: 'EMPLOYEE', roleKey: 'employee', status: 'REMOVED' },
};

const ROLES: Record<string, string[]> = {
  auditor: ['org:read', 'org:members:read', 'org:audit:read'],
  guest: ['org:read'],
  spare: ['org:read', 'org:modules:read'],
};

/** Makes a company's life: people of every kind, roles, modules, templates, domains, sessions, and a trail of all that. */
export async function liveIn(company: Company, hand: Hand, guests: Record<string, { person: Person; position: Position }>): Promise<void> {
  const { side, random } = hand;
  const session = await logIn(hand, company, company.owner);
  const owner = asCompany(hand, session.accessToken);
  const roleKeys = await makeRoles(owner, company, hand);
  const settleIn = async (person: Person, position: Position) =>
    joinOrganization(
      hand.fleet,
      person,
      { ...position, roleKey: roleKeys[position.roleKey] ?? position.roleKey },
      { organizationId: company.id, invitedBy: company.owner.id, title: `${newMark(side, random)} of staff`, random },
    );
  for (const [name, position] of Object.entries(POSITIONS)) {
    const person = await joinPlatform(hand.fleet, company.owner.email, { side, random });
    company.people[name] = person;
    const membershipId = await settleIn(person, position);
    if (name === 'manager')
      await owner(documents.UPDATE_MEMBERSHIP, { input: { id: membershipId, title: `${newMark(side, random)} of all` } });
  }
  for (const { person, position } of Object.values(guests)) await settleIn(person, position);
  await sayWhoTheyAre(owner, hand, company);
  await chooseModules(owner, hand, company);
  await moveToDomains(owner, hand, company);
}

type Ask = ReturnType<typeof asCompany>;

async function makeRoles(owner: Ask, { id: organizationId }: Company, { side, random }: Hand): Promise<Record<string, string>> {
  const mark = () => newMark(side, random);
  const made: Record<string, string> = {};
  const wanted = { ...ROLES, extra: ROLES.spare, more: ROLES.spare };
  for (const [name, permissions] of Object.entries(wanted)) {
    const key = `${name}-${mark()}`;
    await owner(documents.CREATE_ROLE, {
      input: { organizationId, key, name: `${mark()} role`, description: `${mark()} does`, permissions },
    });
    made[name] = key;
  }
  return made;
}

async function sayWhoTheyAre(owner: Ask, { side, random }: Hand, { id }: Company): Promise<void> {
  const mark = () => newMark(side, random);
  const person = { firstName: mark(), lastName: mark(), username: mark(), avatarUrl: `https://${mark()}.example/me.png`, locale: 'fr-CH' };
  await owner(documents.UPDATE_VIEWER, { input: { ...person, timezone: 'Europe/Paris' } });
  await owner(documents.UPDATE_ORGANIZATION, { input: { id, name: `${mark()} and daughters`, timezone: 'Europe/Rome', locale: 'it' } });
}

async function chooseModules(owner: Ask, { side, random }: Hand, { id: organizationId }: Company): Promise<void> {
  const mark = () => newMark(side, random);
  const module = (moduleKey: string) => ({ organizationId, moduleKey });
  await owner(documents.ASSIGN, { input: { ...module('products'), config: { skuPattern: `${mark()}-{number}` } } });
  await owner(documents.ASSIGN, { input: module('contact') });
  await owner(documents.ASSIGN, { input: { ...module('portfolio'), enabled: false } });
  await owner(documents.CONFIGURE, {
    input: { ...module('projects'), config: { taskStatuses: [mark(), mark()] }, reason: `${mark()} told us to` },
  });
  await owner(documents.CONFIGURE, { input: { ...module('crm'), config: { pipelineStages: [mark()] }, reason: `${mark()} again` } });
  await owner(documents.APPLY_TEMPLATE, { input: { organizationId, code: 'manufacturing' } });
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString();
  await owner(documents.SCHEDULE, { ...module('portfolio'), enableAt: tomorrow, disableAt: null });
}

async function moveToDomains(owner: Ask, { side, random, publish }: Hand, company: Company): Promise<void> {
  const add = async (name: string) => {
    const { organizationDomainAdd } = await owner(documents.ADD_DOMAIN, {
      input: { organizationId: company.id, hostname: `${name}.${newMark(side, random)}.example` },
    });
    return organizationDomainAdd.domain;
  };
  const verified = await add('erp');
  const proof = verified.dnsRecords.find(({ type }: { type: string }) => type === 'TXT');
  publish(proof.name, proof.value);
  await owner(documents.VERIFY_DOMAIN, { id: verified.id });
  company.domain = verified.hostname;
  await add('pending');
  const failed = await add('failed');
  // The refusal is the point: the domain then says why.
  await owner(documents.VERIFY_DOMAIN, { id: failed.id }).catch(() => undefined);
}
