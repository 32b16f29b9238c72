/** What the server's programs inherit: none of our secrets or PG* settings, English messages (we read them), UTC. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}
