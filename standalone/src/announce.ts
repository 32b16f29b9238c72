import type { RunningStandalone } from './standalone.js';

/** What a person sees after the start: where things are, how to log in, what to do next. */
export function announce({ url, mailFolder, superAdmin }: RunningStandalone): string {
  const password = superAdmin.isFirstStart
    ? `${superAdmin.password}   (shown this once; it is kept in ${superAdmin.secretsFile})`
    : `as shown at the first start, and in ${superAdmin.secretsFile}`;
  return `
innoERP is running.

  GraphQL       ${url}/graphql
  Playground    ${url}/playground
  Health        ${url}/health/ready
  Public keys   ${url}/.well-known/jwks.json
  Mail          ${mailFolder === null ? 'sent through MAIL_URL' : `written to ${mailFolder}`}

  Super admin   ${superAdmin.email}
  Password      ${password}

Next: open the playground, or run \`npm run demo\` in another terminal for a story through the API.
Stop with Ctrl+C; the data stays.
`;
}
