import { type Frontend, frontend } from '../src/client.js';
import { LOGIN } from '../src/documents.js';
import type { Fleet } from './fleet.js';

/** The first super admin of a fleet. */
export const SUPER_ADMIN = { email: 'staff@innoerp.example', password: 'only-the-tests-know-this-1' };

/** Settings of a fleet that has this super admin. */
export const STAFF = { SUPER_ADMIN_EMAIL: SUPER_ADMIN.email, SUPER_ADMIN_PASSWORD: SUPER_ADMIN.password };

/** The super admin, logged in. */
export async function staffOf({ url }: Pick<Fleet, 'url'>): Promise<Frontend> {
  const { login } = await frontend(url).ask(LOGIN, { input: SUPER_ADMIN });
  return frontend(url, login.outcome.accessToken);
}
