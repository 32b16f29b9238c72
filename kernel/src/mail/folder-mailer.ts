import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Logger } from '../logger/index.js';
import { composeMail } from './compose-mail.js';
import { MailErrors } from './mail.errors.js';
import type { Mailer } from './mail.js';

export interface FolderMailerOptions {
  folder: string;
  from: string;
  log: Logger;
}

/** Writes every mail into a file of its own, as it would have gone over the wire. Only the process's user may read them. */
export function folderMailer({ folder, from, log }: FolderMailerOptions): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const place = resolve(folder);
  return {
    async send(mail) {
      const { message } = await transport.sendMail(composeMail(mail, from));
      const file = join(place, nameOf(mail.to));
      await write(file, message as Buffer).catch((cause) => {
        throw MailErrors.MAIL_UNAVAILABLE().causedBy(cause);
      });
      log.info({ file }, 'a mail was written to a file: there is no MAIL_URL');
    },
    close: async () => transport.close(),
  };
}

/** Whoever looks into the folder sees a mail whole or not at all. */
async function write(file: string, message: Buffer): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.part`, message, { mode: 0o600, flag: 'wx' });
  await rename(`${file}.part`, file);
}

/** Sorts by time; a few random characters keep apart what is written in the same millisecond. */
function nameOf(to: string): string {
  const time = new Date().toISOString().replaceAll(':', '-');
  const safe = to
    .toLowerCase()
    .replace(/[^a-z0-9@._+-]/g, '_')
    .slice(0, 100);
  return `${time}-${safe}-${randomBytes(3).toString('hex')}.eml`;
}
