import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isUuid } from '@supergraph/kernel/db';
import { displayNameOf, registrationInput, userIdOfInvitation } from './registration.js';

describe('the id of an invited person', () => {
  it('is the same for the same token and key, and a UUID of version 8', () => {
    const [key, token] = [Buffer.alloc(32, 1), randomUUID()];
    const id = userIdOfInvitation(key, token);

    expect([isUuid(id), id[14], '89ab'.includes(id[19] ?? '')]).toEqual([true, '8', true]);
    expect(userIdOfInvitation(key, token)).toBe(id);
    expect(userIdOfInvitation(key, `${token} `)).not.toBe(id);
    expect(userIdOfInvitation(Buffer.alloc(32, 2), token)).not.toBe(id);
  });
});

describe('the name of an invited person', () => {
  it.each([
    [{ firstName: ' Ada ', lastName: 'Lovelace' }, 'Ada Lovelace'],
    [{ firstName: '', lastName: 'Lovelace' }, 'Lovelace'],
    [{ firstName: null }, 'ada.l'],
    [{}, 'ada.l'],
  ])('is what they say, or the beginning of their address: %#', (names, name) => {
    const wanted = registrationInput.parse({ token: 'a token', password: 'a password', ...names });

    expect(displayNameOf(wanted, 'ada.l@example.com')).toBe(name);
  });
});
