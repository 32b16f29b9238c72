import { describe, expect, it } from '@jest/globals';
import { Secrets } from './secrets.js';

const PASSWORD = 'pass "phrase" ä/+ 7';
const TOKEN = Buffer.from('thirty-two bytes of a token, 32!').toString('base64url');

const PLANTED: [string, (secret: string) => string][] = [
  ['as it is', (secret) => `a line with ${secret} in it`],
  ['in JSON', (secret) => JSON.stringify({ deep: [{ note: `so ${secret} then` }] })],
  ['in a URL', (secret) => `/graphql?variables=${encodeURIComponent(JSON.stringify(secret))}`],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64 behind one letter', (secret) => Buffer.from(`x${secret}y`).toString('base64')],
  ['in base64 behind two letters', (secret) => Buffer.from(`xx${secret}yy`).toString('base64')],
  ['in base64url of JSON', (secret) => Buffer.from(`{"p":"${secret}","q":1}`).toString('base64url')],
];

describe('the search for secrets', () => {
  it.each(PLANTED)('finds a password that was planted %s', (_, plant) => {
    const secrets = new Secrets();
    secrets.add('password', 'another phrase', PASSWORD);

    expect(secrets.findIn('log', plant(PASSWORD)).map(({ kind, place }) => `${kind} in ${place}`)).toContain('password in log');
    expect(secrets.findIn('log', plant('text "without" ö/- it'))).toEqual([]);
  });

  it('finds the bytes that a token is written for, and the parts of one', () => {
    const secrets = new Secrets();
    secrets.addToken('access token', `header12345.claims12345.${TOKEN}`);
    const found = (text: string) => secrets.findIn('database', text).length > 0;

    expect(found(`\\x${Buffer.from(TOKEN, 'base64url').toString('hex')}`)).toBe(true);
    expect(found(`signature=${TOKEN}`)).toBe(true);
    expect(found('header12345')).toBe(false);
  });

  it('leaves alone what is too short to mean anything', () => {
    const secrets = new Secrets();
    secrets.add('code', '123456', null, undefined, 7);

    expect([secrets.size, secrets.findIn('log', 'at 123456')]).toEqual([0, []]);
  });
});
