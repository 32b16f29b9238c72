import { describe, expect, it } from '@jest/globals';
import { borrowedScopes } from './impersonation.js';

const ALL = [
  'org:read',
  'org:write',
  'org:members:read',
  'org:members:write',
  'org:ownership:write',
  'org:export',
  'org:keys:write',
  'projects:write',
];

describe('borrowedScopes', () => {
  it('are those that read, unless more is needed', () => {
    expect(borrowedScopes(ALL, true)).toEqual(['org:read', 'org:members:read']);
    expect(borrowedScopes(ALL, false)).toEqual(['org:read', 'org:write', 'org:members:read', 'projects:write']);
  });
});
