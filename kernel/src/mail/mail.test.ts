import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/index.js';
import { createLogger } from '../logger/index.js';
import { type Mail, mailConfig, mailerOf } from './index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-'));
});
afterAll(() => rm(folder, { recursive: true }));

const aMail = (changes: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.com',
  subject: 'Confirm your address',
  text: 'Open https://acme.example/confirm?token=s3cret',
  html: '<a href="https://acme.example/confirm?token=s3cret">Confirm</a>',
  ...changes,
});

/** Sends one mail into a folder of its own. */
async function written(mail: Mail, env: Record<string, string> = {}) {
  const lines: string[] = [];
  const destination = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  const place = join(folder, Math.random().toString(36).slice(2));
  const log = createLogger({ service: 'test', level: 'trace', destination });
  const mailer = mailerOf(loadConfig(mailConfig, { MAIL_FOLDER: place, ...env }), log);
  await mailer.send(mail);
  await mailer.close();
  const [name = ''] = await readdir(place);
  return { place, name, text: await readFile(join(place, name), 'utf8'), lines };
}

/** The headers, unfolded. */
const headersOf = (text: string) => (text.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');

describe('a mail in a folder', () => {
  it('is a whole message in a file named for its time and recipient, which nobody else may read', async () => {
    const { place, name, text } = await written(aMail({ to: 'Ada+x/y@example.com' }));
    const modes = await Promise.all([stat(place), stat(join(place, name))]);

    expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-ada\+x_y@example\.com-[0-9a-f]{6}\.eml$/);
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600]);
    expect(headersOf(text)).toEqual(
      expect.arrayContaining([
        'From: innoERP <no-reply@innoerp.example>',
        'To: Ada+x/y@example.com',
        'Subject: Confirm your address',
        'Auto-Submitted: auto-generated',
        expect.stringMatching(/^Message-ID: <.+@innoerp\.example>$/),
        expect.stringMatching(/^Date: /),
        'MIME-Version: 1.0',
        expect.stringMatching(/^Content-Type: multipart\/alternative;/),
      ]),
    );
    expect(text).toContain('https://acme.example/confirm?token=s3cret');
  });

  it('is told of in one line that says where it is, and nothing of what it says', async () => {
    const { place, name, lines } = await written(aMail());

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ file: join(place, name) });
    expect(lines.join()).not.toMatch(/s3cret|Confirm/);
  });

  it('comes from whom it names', async () => {
    const own = await written(aMail({ from: 'Ácme GmbH <hello@acme.example>' }));
    const configured = await written(aMail(), { MAIL_FROM: 'no-reply@host.example' });

    expect(headersOf(own.text)).toContainEqual(expect.stringMatching(/^From: =\?UTF-8\?.+\?= <hello@acme\.example>$/));
    expect(headersOf(configured.text)).toContain('From: no-reply@host.example');
  });
});

describe('what people wrote into a mail', () => {
  it.each([
    ['a line break', 'Hi\r\nBcc: evil@example.com'],
    ['a bare line feed', 'Hi\nBcc: evil@example.com\n\nbody'],
    ['a bare carriage return', 'Hi\rBcc: evil@example.com'],
    ['another kind of line break', 'Hi\u2028Bcc: evil@example.com\u0085X: y'],
    ['a NUL', 'Hi\0Bcc: evil@example.com'],
  ])('stays one line of the subject with %s', async (_, subject) => {
    const { text } = await written(aMail({ subject }));

    const names = headersOf(text).map((line) => line.slice(0, line.indexOf(':')));
    expect(names).not.toContain('Bcc');
    expect(names).not.toContain('X');
    expect(headersOf(text)).toContainEqual(expect.stringMatching(/^Subject: Hi Bcc: evil@example\.com/));
  });

  it.each([
    ['a line break', 'ada@example.com\r\nBcc: evil@example.com'],
    ['a second address', 'ada@example.com, evil@example.com'],
    ['a second address after a semicolon', 'ada@example.com;evil@example.com'],
    ['a name', 'Ada <ada@example.com>'],
    ['a group', 'all: ada@example.com, evil@example.com;'],
    ['a quoted part', '"ada evil@example.com"@example.com'],
    ['a comment', 'ada(evil@example.com)@example.com'],
    ['a space', 'ada @example.com'],
    ['two signs', 'ada@evil@example.com'],
    ['an invisible character', 'ada\u200b@example.com'],
    ['nothing', ''],
  ])('is refused as a recipient with %s', async (_, to) => {
    await expect(written(aMail({ to }))).rejects.toMatchObject({ code: 'MAIL_REFUSED', kind: 'invalid' });
  });

  it.each(['A\r\nBcc: x@example.com <a@example.com>', 'a@example.com, b@example.com', 'A <a@example.com>, B <b@example.com>', 'nobody'])(
    'is refused as a sender where it is %j',
    async (from) => {
      await expect(written(aMail({ from }))).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    },
  );

  it('takes addresses beyond ASCII', async () => {
    const { name } = await written(aMail({ to: 'jörg@bücher.example' }));

    expect(name).toContain('-j_rg@b_cher.example-');
  });
});

describe('the settings of mail', () => {
  it.each([
    ['MAIL_URL', 'http://mail.example'],
    ['MAIL_URL', 'smtp://?x'],
    ['MAIL_URL', 'smtp://user:100%@mail.example'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
  ])('refuse %s=%s, without repeating it', (name, value) => {
    expect(() => loadConfig(mailConfig, { [name]: value })).toThrow(
      new RegExp(`^The configuration has 1 problem\\(s\\):\n  - ${name}: must`),
    );
    expect(() => loadConfig(mailConfig, { [name]: value })).not.toThrow(value);
  });

  it('want a sender of our own where mail is real', () => {
    const log = createLogger({ service: 'test', level: 'silent' });

    expect(() => mailerOf(loadConfig(mailConfig, { MAIL_URL: 'smtp://localhost' }), log)).toThrow(/MAIL_FROM: is required/);
  });
});
