import { describe, expect, it } from '@jest/globals';
import { answerIn, isOwnPage, isWholeUri } from './redirect-uri.js';

const RULES = { appUrl: 'https://app.example.com', redirectUris: ['innoerp://login/done', 'https://other.example.com/back'] };

describe('isOwnPage', () => {
  it.each(['https://app.example.com/login/done', 'https://app.example.com/', 'innoerp://login/done', 'https://other.example.com/back'])(
    'takes %s',
    (uri) => {
      expect(isOwnPage(RULES, uri)).toBe(true);
    },
  );

  it.each([
    ...[
      'http://app.example.com/login',
      'https://app.example.com:444/login',
      'https://app.example.com.evil.example/',
      'https://evil.example/',
    ],
    ...[
      'https://app.example.com@evil.example/',
      'https://user@app.example.com/',
      'https://app.example.com/a?b',
      'https://app.example.com/#a',
    ],
    ...['https://other.example.com/back/', 'https://other.example.com/', 'innoerp://login/else', 'https://app.example.com/a/../b', ''],
    ...['https://app.example.com\\@evil.example/', '//app.example.com/', '/login', 'data:text/html,a', ` https://app.example.com/`],
    `https://app.example.com/${'x'.repeat(2_000)}`,
  ])('refuses "%s"', (uri) => {
    expect(isOwnPage(RULES, uri)).toBe(false);
  });
});

describe('isWholeUri', () => {
  it.each([
    ['https://app.example.com/done', true],
    ['innoerp://login/done', true],
    ['https://app.example.com', false],
    ['https://APP.example.com/', false],
    ['https://app.example.com/?a', false],
    ['/done', false],
  ])('of %s: %s', (uri, isWhole) => {
    expect(isWholeUri(uri)).toBe(isWhole);
  });
});

describe('answerIn', () => {
  it('reads the answer at the very page', () => {
    expect(answerIn('https://app.example.com/done?code=a&state=b#x', 'https://app.example.com/done')?.get('code')).toBe('a');
    expect(answerIn('https://app.example.com/else?code=a', 'https://app.example.com/done')).toBeNull();
    expect(answerIn('https://evil.example/done?code=a', 'https://app.example.com/done')).toBeNull();
    expect(answerIn('nonsense', 'https://app.example.com/done')).toBeNull();
  });
});
