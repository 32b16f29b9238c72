import { createSign, generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { loadConfig } from '../config/index.js';
import { createLogger } from '../logger/index.js';
import { type Mailer, mailConfig, mailerOf } from './index.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface Received {
  from: string;
  to: string[];
  text: string;
  isSecure: boolean;
  user: unknown;
}

/** A real SMTP server, and what it has taken. */
async function anSmtpServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString(),
          isSecure: session.secure,
          user: session.user,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  undo.push(close);
  return { received, port: (server.server.address() as AddressInfo).port, connections: () => connections, close };
}

/** A mailer that sends there, and all that it logs. */
function aMailer(url: string) {
  const lines: string[] = [];
  const destination = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  const log = createLogger({ service: 'test', level: 'trace', destination });
  const mailer = mailerOf(loadConfig(mailConfig, { MAIL_URL: url, MAIL_FROM: 'innoERP <no-reply@erp.example>' }), log);
  undo.push(() => mailer.close());
  return { mailer, lines, log };
}

const send = (mailer: Mailer, to = 'ada@example.com') =>
  mailer.send({ to, subject: 'Hello', text: 'A link with s3cret', html: '<p>A link with s3cret</p>' });

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

describe('mail over SMTP', () => {
  it('arrives, from and to whom it says, over a connection that is kept', async () => {
    const { received, port, connections } = await anSmtpServer();
    const { mailer, lines } = aMailer(`smtp://localhost:${port}`);

    await send(mailer);
    await send(mailer, 'eve@example.com');

    expect(received).toMatchObject([
      { from: 'no-reply@erp.example', to: ['ada@example.com'], isSecure: false },
      { to: ['eve@example.com'] },
    ]);
    expect(received[0]?.text).toContain('Subject: Hello');
    expect(connections()).toBe(1);
    expect(lines.join()).not.toMatch(/s3cret|Hello/);
  });

  it('logs in with what the URL says, decoded, and shows it to nobody', async () => {
    const seen: unknown[] = [];
    const { received, port } = await anSmtpServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        seen.push([username, password]);
        if (password === 'p@ss/w:rd') done(null, { user: username });
        else done(refusal(535, 'no'));
      },
    });
    const good = aMailer(`smtp://us%40er:p%40ss%2Fw%3Ard@localhost:${port}`);
    const bad = aMailer(`smtp://us%40er:wr0ng-one@localhost:${port}`);

    await send(good.mailer);
    const error = await send(bad.mailer).catch((thrown) => thrown);
    bad.log.error({ error }, 'a mail was not sent');

    expect(seen).toContainEqual(['us@er', 'p@ss/w:rd']);
    expect(received).toHaveLength(1);
    expect(error).toMatchObject({ code: 'MAIL_UNAVAILABLE', kind: 'unavailable' });
    expect([...good.lines, ...bad.lines].join()).not.toMatch(/p@ss|p%40ss|wr0ng|d3Iwbmct|AHVzQGVy/);
  });

  it('tells a recipient that will never be taken from one that may be later', async () => {
    const { received, port } = await anSmtpServer({
      onRcptTo({ address }, _session, done) {
        if (address.startsWith('nobody')) done(refusal(550, `no such mailbox: ${address}`));
        else if (address.startsWith('busy')) done(refusal(451, 'greylisted'));
        else done();
      },
    });
    const { mailer } = aMailer(`smtp://localhost:${port}`);

    await expect(send(mailer, 'nobody@example.com')).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
      message: 'The mail was not taken: the server answered 550',
    });
    await expect(send(mailer, 'busy@example.com')).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
    await send(mailer);

    expect(received).toHaveLength(1);
  });

  it('says that a server is away', async () => {
    const away = await anSmtpServer();
    await away.close();
    const { mailer } = aMailer(`smtp://127.0.0.1:${away.port}`);

    await expect(send(mailer)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE', message: 'Mail cannot be sent at the moment' });
  });

  it('waits for what is on its way when it closes', async () => {
    const { received, port } = await anSmtpServer();
    const { mailer } = aMailer(`smtp://localhost:${port}`);

    const sent = send(mailer);
    await mailer.close();
    await sent;

    expect(received).toHaveLength(1);
    await expect(send(mailer)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
  });
});

describe('mail over TLS', () => {
  const certificate = aCertificate('mail.test', 'localhost');
  const withTls = { ...certificate, disabledCommands: [], secure: false };

  it('goes by STARTTLS where the certificate is trusted', async () => {
    trust(certificate.cert);
    const { received, port } = await anSmtpServer(withTls);

    await send(aMailer(`smtp://localhost:${port}`).mailer);

    expect(received).toMatchObject([{ isSecure: true }]);
  });

  it('goes by TLS from the beginning with smtps', async () => {
    trust(certificate.cert);
    const { received, port } = await anSmtpServer({ ...withTls, secure: true });

    await send(aMailer(`smtps://localhost:${port}`).mailer);

    expect(received).toMatchObject([{ isSecure: true }]);
  });

  it.each([
    ['smtp', false],
    ['smtps', true],
  ])('does not go by %s where the certificate is not trusted', async (scheme, secure) => {
    const { received, port } = await anSmtpServer({ ...withTls, secure });

    await expect(send(aMailer(`${scheme}://localhost:${port}`).mailer)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
    expect(received).toEqual([]);
  });

  it('does not go where the certificate is another host’s', async () => {
    trust(certificate.cert);
    const { received, port } = await anSmtpServer(withTls);

    await expect(send(aMailer(`smtp://127.0.0.1:${port}`).mailer)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
    expect(received).toEqual([]);
  });

  it.each([
    ['is insisted on for another host', '', []],
    ['may be left out where the URL says so', '?starttls=optional', [{ isSecure: false }]],
  ])('%s', async (_, query, expected) => {
    const { received, port } = await anSmtpServer();
    // An address of this machine that is not known as such.
    await send(aMailer(`smtp://[::ffff:127.0.0.1]:${port}${query}`).mailer).catch(() => {});

    expect(received).toMatchObject(expected);
    expect(received).toHaveLength(expected.length);
  });
});

function trust(cert: string): void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, cert]);
  undo.push(() => tls.setDefaultCACertificates(before));
}

/** A self-signed certificate of a host (X.509 v3, P-256): Node can read certificates and not make any. */
function aCertificate(issuer: string, host: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = (tag: number, ...parts: (Buffer | string)[]): Buffer => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...size]), body]);
  };
  const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
  const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
  const time = (at: number) => der(0x17, `${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`);
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, issuer))));
  const hosts = sequence(oid('551d11'), der(0x04, sequence(der(0x82, host))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Date.now() - 60_000), time(Date.now() + 3_600_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(hosts)),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const pem = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature))
    .toString('base64')
    .replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
  };
}
