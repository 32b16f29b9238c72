import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { lintSchema } from './index.js';

const lint = (sdl: string, open: Record<string, string> = {}) => lintSchema(parse(sdl), { tenantTypes: new Set(['Note']), open });

describe('the lint of a schema', () => {
  it('wants a type that holds an organization’s data scoped, as a whole or field by field', () => {
    expect(lint('type Note @key(fields: "id") { id: ID! text: String title: String @tenantScoped }')).toEqual([
      'Note.text says nothing of who may see it',
    ]);
    expect(lint('type Note @tenantScoped { text: String }')).toEqual([]);
    expect(lint('type Note { text: String @tenantScoped }')).toEqual([]);
    expect(lint('type Note { text: String @external }')).toEqual([]);
    expect(lint('type Other { text: String }')).toEqual([]);
  });

  it('wants every root field to ask something of its caller', () => {
    expect(lint('type Query { notes: [String!] }')).toEqual(['Query.notes says nothing of who may see it']);
    expect(lint('type Subscription { changed: Int other: Int @tenantScoped(argument: "id") }')).toEqual([
      'Subscription.changed says nothing of who may see it',
    ]);
    expect(lint('type Mutation { write: Int @authenticated other: Int @requiresScopes(scopes: [["a"]]) }')).toEqual([]);
  });

  it('wants a field that comes with a module to be nullable', () => {
    expect(lint('type Other { a: Int! @requiresModule(key: "hr") b: Int @requiresModule(key: "hr") }')).toEqual([
      'Other.a comes with a module and may not be null',
    ]);
  });

  it('takes an open place with its reason, and no reason for what is not open', () => {
    expect(lint('type Query { plans: [String!] }', { 'Query.plans': 'a price list' })).toEqual([]);
    expect(lint('type Note { text: String }', { Note: 'shown at the login' })).toEqual([]);
    expect(lint('type Query { plans: [String!] @authenticated }', { 'Query.plans': 'a price list' })).toEqual([
      'Query.plans is listed as open and is not',
    ]);
    expect(lint('type Query { a: Int @authenticated }', { 'Query.gone': '' })).toEqual(['Query.gone is listed as open and is not']);
  });
});
