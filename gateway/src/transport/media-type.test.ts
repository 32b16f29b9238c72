import { describe, expect, it } from '@jest/globals';
import { preferredMediaType } from './media-type.js';

describe('preferredMediaType', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['image/png', 'application/json'],
    ['application/json', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['Application/GraphQL-Response+JSON; charset=utf-8', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/json;q=0.5, application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0', 'application/json'],
    ['application/graphql-response+json;q=nonsense, */*', 'application/json'],
  ])('for %j is %s', (accept, type) => {
    expect(preferredMediaType(accept)).toBe(type);
  });
});
