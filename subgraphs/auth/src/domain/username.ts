/** How a user name is compared. */
export const normalizeUsername = (username: string) => username.trim().toLowerCase();

/** Whether a name could be anybody's; the whole rule is user's. */
export const isUsername = (username: string) => /^[a-z0-9._-]{3,30}$/.test(username);
