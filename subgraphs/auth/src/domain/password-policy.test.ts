import { describe, expect, it } from '@jest/globals';
import { passwordWeakness } from './password-policy.js';

const personal = ['ada.lovelace@example.com', 'Ada Lovelace', 'Analytical Engines'];
const weakness = (password: string, minLength = 12) => passwordWeakness(password, { minLength, personal });

describe('passwordWeakness', () => {
  it.each([
    'correct horse battery staple',
    'Tr0ub4dor&3 and more',
    '4f8a-99c1-d03b',
    'пароль из многих слов',
    'a'.repeat(3).concat(' quiet river bends twice'),
    'ada likes long phrases',
    '🐎🔋📎 correct staple',
  ])('takes "%s"', (password) => {
    expect(weakness(password)).toBeNull();
  });

  it('counts characters, not bytes or code units', () => {
    expect(weakness('🐎🔋📎🐫🐪🦙')).toMatch(/at least 12/);
    expect(weakness(`x1y2z3${'é'.repeat(122)}`)).toBeNull();
    expect(weakness(`x1y2z3${'é'.repeat(123)}`)).toMatch(/at most 128/);
  });

  it('knows the configured minimum', () => {
    expect(weakness('kx7#pq9z', 8)).toBeNull();
    expect(weakness('kx7#pq9', 8)).toMatch(/at least 8/);
  });

  it.each([
    'password1234',
    'Password2024!',
    'P@$$w0rd1234',
    'passwordpassword',
    'qwertyuiop123',
    'QWERTY123456',
    'Welcome12345!',
    'letmein12345',
    'aaaaaaaaaaaa',
    'abababababab',
    '123456789012',
    'abcdefghijklm',
    '987654321098',
    'iloveyou1234',
  ])('refuses "%s" as common', (password) => {
    expect(weakness(password)).toMatch(/first that anybody would try/);
  });

  it.each([
    'ada.lovelace@example.com',
    'ADA.LOVELACE@EXAMPLE.COM',
    'Ada Lovelace!',
    'lovelaceada1815',
    'AdaLovelace12',
    'analyticalengines',
  ])('refuses "%s" as personal', (password) => {
    expect(weakness(password)).toMatch(/too close/);
  });
});
