import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ReadMail {
  subject: string;
  /** As a reader of plain text sees it. */
  text: string;
}

const QUOTED = /=([0-9A-F]{2})/g;

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replaceAll(/=\r?\n/g, '').replaceAll(QUOTED, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** The subject and the plain part of a mail as it would have gone over the wire. */
export function readMail(source: string): ReadMail {
  const [, subject = ''] = /^Subject: (.*)$/m.exec(source) ?? [];
  const [, boundary] = /boundary="([^"]+)"/.exec(source) ?? [];
  const parts = boundary ? source.split(`--${boundary}`) : [source];
  const part = parts.find((one) => /^content-type: text\/plain/im.test(one)) ?? '';
  const [, encoding = '7bit'] = /^content-transfer-encoding: (\S+)/im.exec(part) ?? [];
  const [, ...body] = part.split(/\r?\n\r?\n/);
  return { subject: subject.trim(), text: decode(body.join('\n\n'), encoding.toLowerCase()) };
}

/** Mails to an address, oldest first, in a folder that the product writes them into. */
export async function mailsTo(folder: string, address: string): Promise<ReadMail[]> {
  const files = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const theirs = files.filter((name) => name.endsWith('.eml') && name.includes(`-${address.toLowerCase()}-`)).sort();
  return Promise.all(theirs.map(async (name) => readMail(await readFile(join(folder, name), 'utf8'))));
}

/**
 * The token of the newest mailed link to a page of the frontend (`verify-email`), once a mail with one that is not among the `seen` has
 * come.
 *
 * @throws where none comes within 20 seconds.
 */
export async function mailedToken(
  folder: string,
  address: string,
  { page, seen = [] }: { page: string; seen?: string[] },
): Promise<string> {
  for (const deadline = Date.now() + 20_000; ; await sleep(50)) {
    const tokens = (await mailsTo(folder, address)).flatMap(({ text }) => new RegExp(`/${page}#token=([\\w-]+)`).exec(text)?.[1] ?? []);
    const newest = tokens.findLast((token) => !seen.includes(token));
    if (newest) return newest;
    if (Date.now() > deadline)
      throw new Error(`No mail to ${address} with a link to ${page} came to ${folder}: MAIL_FOLDER says where they are`);
  }
}
