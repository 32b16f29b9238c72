import { describe, expect, it } from '@jest/globals';
import { parseOperationRate, parseRate } from './parse-rate.js';

describe('parseRate', () => {
  it.each([
    ['600/min', { burst: 600, perMinute: 600 }],
    [' 5/s ', { burst: 5, perMinute: 300 }],
    ['6/h', { burst: 6, perMinute: 0.1 }],
    ['1440/d', { burst: 1440, perMinute: 1 }],
  ])('reads %s', (text, limit) => {
    expect(parseRate(text)).toEqual(limit);
  });

  it.each(['', '0/min', '-1/min', '1.5/min', '10', '10/week', '10/min/min', 'ten/min'])('does not take %j for a rate', (text) => {
    expect(parseRate(text)).toBeNull();
  });
});

describe('parseOperationRate', () => {
  it.each([
    ['login=10/min@address', { field: 'login', limit: { burst: 10, perMinute: 10 }, byAddress: true }],
    ['templateApply=6/h', { field: 'templateApply', limit: { burst: 6, perMinute: 0.1 }, byAddress: false }],
    ['*=300/min', { field: '*', limit: { burst: 300, perMinute: 300 }, byAddress: false }],
  ])('reads %s', (text, limit) => {
    expect(parseOperationRate(text)).toEqual(limit);
  });

  it.each(['login', 'login=', 'login=10', '=10/min', 'log in=10/min', 'login=10/min@user', '**=1/s'])(
    'does not take %j for one',
    (text) => {
      expect(parseOperationRate(text)).toBeNull();
    },
  );
});
