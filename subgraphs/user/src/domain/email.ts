/** How an e-mail address is stored and compared; as in auth, whose accounts these are. */
export const normalizeEmail = (email: string) => email.normalize('NFKC').trim().toLowerCase();
