import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { buildSchema, parse, validate } from 'graphql';
import { absentTwin, newMark } from '../marks.js';
import { seeded } from '../random.js';
import type { Principal } from '../world/principals.js';
import { KINDS, type Values } from '../world/values.js';
import { Drawer } from './draw.js';
import { FrontDoor } from './front-door.js';
import { COMMON_KINDS, type Commons } from './meaning.js';
import { twinOf } from './operation.js';

const schema = buildSchema(`
  scalar JSON
  type Query { user(id: ID!, tags: [String!]): User, organization(id: ID): Organization, outcome: Outcome, plans(status: [Status!]! = [ON]): [Plan!]! }
  type Mutation { roleUpdate(id: ID!, input: RoleInput!): RolePayload! }
  input RoleInput { organizationId: ID!, key: String!, status: Status, config: JSON, parts: [PartInput!] }
  input PartInput { name: String!, size: Int = 3 }
  enum Status { ON OFF }
  type User { id: ID!, name: String, friends(first: Int! = 20, after: String): [User!]!, organization: Organization }
  type Organization { id: ID!, users(query: String): [User!]!, outcome: Outcome, secret: Secret }
  type Secret { code: String! }
  union Outcome = User | Organization
  interface UserError { code: String!, message: String!, field: [String!] }
  type InputError implements UserError { code: String!, message: String!, field: [String!] }
  type ConfigError implements UserError { code: String!, message: String!, field: [String!], keyword: String! }
  type RolePayload { role: Role, userErrors: [UserError!]! }
  type Role { id: ID!, key: String! }
  type Plan { key: String!, status: Status! }
`);

const valuesOf = (side: string): Values => {
  const random = seeded('values', side);
  return Object.fromEntries(KINDS.map((kind) => [kind, Array.from({ length: 3 }, () => newMark(side, random))])) as unknown as Values;
};
const commons = Object.fromEntries(COMMON_KINDS.map((kind) => [kind, [`${kind}-1`, `${kind}-2`]])) as unknown as Commons;
const somebody: Principal = { name: 'somebody', weight: 1, identity: anonymous, token: null, own: new Set(), renew: async () => undefined };

const door = new FrontDoor(schema, {
  pools: { ours: valuesOf('a'), theirs: valuesOf('b'), commons },
  principals: [somebody],
  permitted: (_identity, type, field) => `${type}.${field}` !== 'Organization.secret',
});
const operations = Array.from({ length: 600 }, (_, index) => door.write(index, `test-${index}`));

describe('the values that are drawn', () => {
  it('are others in the twin where the first of two would have them', () => {
    const [ours, theirs] = [valuesOf('a'), valuesOf('b')];
    const tendency = { own: 0.1, foreign: 0.3, absent: 0.3 };
    const left = Array.from({ length: 2_000 }, (_, index) => {
      const drawer = new Drawer(seeded('once', String(index)), { ours, theirs, commons }, { tendency, principal: somebody });
      const key = drawer.text('Mutation.signUp.idempotencyKey', 'String');
      drawer.swaps.set('b', 'another');
      return { key, twin: drawer.drawn().swaps.get(key) };
    }).filter(({ twin }) => twin === undefined);

    expect(left.length).toBeGreaterThan(0);
    expect(left.filter(({ key }) => !ours.idempotencyKey.includes(key))).toEqual([]);
  });
});

describe('the operations that are written', () => {
  it('are valid, all of them', () => {
    const invalid = operations.flatMap(({ document }) => validate(schema, parse(document)).map(({ message }) => `${message}\n${document}`));

    expect(invalid).toEqual([]);
  });

  it('are the same for the same seed, and others for another one', () => {
    expect(door.write(17, 'test-17')).toEqual(operations[17]);
    expect(door.write(17, 'test-18').document).not.toBe(operations[17]?.document);
  });

  it('use all that the language has', () => {
    const all = operations.map(({ document }) => document).join('\n');

    for (const part of [
      /\.\.\. \{/,
      /\.\.\. on User/,
      /\.\.\.f0/,
      /@include\(if: true\)/,
      /@skip\(if: \$/,
      /a1: /,
      /\$v0: ID! = "/,
      /\[\$?"/,
      /: ON/,
    ])
      expect(all).toMatch(part);
  });

  it('reach every field that may be seen, and seldom for one that may not', () => {
    const all = operations.map(({ document }) => document).join('\n');

    for (const field of ['friends', 'organization', 'users', 'outcome', 'plans', 'roleUpdate', 'keyword', 'status'])
      expect(all).toContain(field);
    expect(operations.filter(({ document }) => document.includes('secret')).length).toBeLessThan(60);
  });

  it('name B in a good part of them, and their twins do not', () => {
    const naming = operations.filter(({ swaps }) => swaps.size > 0);

    expect(naming.length).toBeGreaterThan(150);
    for (const operation of naming) {
      const twin = twinOf(operation);
      const text = JSON.stringify([twin.document, twin.variables, twin.headers, twin.host]);
      for (const [value, other] of operation.swaps) {
        expect(text).not.toContain(value);
        expect(other.trim().toLowerCase()).toContain(absentTwin(value.trim().toLowerCase()).slice(0, 3));
      }
    }
  });
});
