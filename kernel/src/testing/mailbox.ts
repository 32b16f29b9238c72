import type { Mail, Mailer } from '../mail/index.js';

/** Stands where a mail server would: takes mails and keeps them. It can be made to refuse, and to do something before it takes one. */
export class Mailbox implements Mailer {
  readonly mails: Mail[] = [];
  refusal: Error | null = null;
  before: (mail: Mail) => Promise<unknown> = async () => {};

  async send(mail: Mail): Promise<void> {
    await this.before(mail);
    if (this.refusal) throw this.refusal;
    this.mails.push(mail);
  }

  async close(): Promise<void> {}

  /** What came for an address, oldest first. */
  to(address: string): Mail[] {
    return this.mails.filter(({ to }) => to === address);
  }
}
