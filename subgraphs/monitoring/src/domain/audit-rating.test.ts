import { describe, expect, it } from '@jest/globals';
import * as events from '@supergraph/schema/events';
import { isRated, rate } from './audit-rating.js';

/** `auth.login.failed.v1` → `auth.login.failed` */
const actions = Object.values(events)
  .flatMap((event) => (typeof event === 'object' && 'type' in event ? [String(event.type)] : []))
  .map((type) => type.replace(/\.v\d+$/, ''));

describe('rate', () => {
  it('was thought about for all that happens to accounts, credentials and who gets in', () => {
    const ofAuth = actions.filter((action) => action.startsWith('auth.'));

    expect(ofAuth.length).toBeGreaterThan(20);
    expect(ofAuth.filter((action) => !isRated(action))).toEqual([]);
  });

  it.each([
    ['auth.impersonation.started', 'SUCCESS', 'HIGH'],
    ['auth.account.locked', 'DENIED', 'HIGH'],
    ['auth.api_key.created', 'SUCCESS', 'MEDIUM'],
    ['auth.session.started', 'SUCCESS', 'LOW'],
  ])('%s: %s, %s', (action, outcome, severity) => {
    expect(rate(action)).toEqual({ outcome, severity });
  });
});
