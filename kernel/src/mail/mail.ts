/** A mail to one person. What of it came from people is text: nothing in it can become a header or a second recipient. */
export interface Mail {
  /** One bare address: `ada@example.com`. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** An address, with or without a name before it: `Acme <no-reply@acme.example>`; MAIL_FROM where absent. */
  from?: string | undefined;
}

export interface Mailer {
  /**
   * Resolves when the mail is out of our hands.
   *
   * @throws MAIL_REFUSED where it will never be taken as it is, MAIL_UNAVAILABLE where it may be taken later.
   */
  send(mail: Mail): Promise<void>;
  /** Waits a moment for what is on its way, then takes no more. */
  close(): Promise<void>;
}
