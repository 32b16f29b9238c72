/** How an e-mail address is stored and compared. */
export const normalizeEmail = (email: string) => email.normalize('NFKC').trim().toLowerCase();
