import { listenConfig } from '@supergraph/kernel/config';
import { mailConfig } from '@supergraph/kernel/mail';
import { z } from 'zod';

/** What the all-in-one process may be told; every setting has a default. */
export const standaloneConfig = z.object({
  ...listenConfig.shape,
  PORT: listenConfig.shape.PORT.default(4000),
  DATA_DIR: z.string().default('.data').describe('Folder that keeps the database and the secrets over restarts'),
  DATABASE_URL: z
    .url('must be a postgresql:// URL')
    .optional()
    .describe('Superuser URL of a PostgreSQL of your own, instead of the embedded one'),
  DATABASE_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and underscores')
    .default('innoerp')
    .describe('Database to use; it is created where it is missing'),
  BASE_DOMAIN: z.string().default('localhost').describe('Organizations live at {slug}.BASE_DOMAIN'),
  SUPER_ADMIN_EMAIL: z.email().default('admin@innoerp.example').describe('E-mail of the first super admin'),
  ...mailConfig.shape,
  MAIL_FOLDER: z
    .string()
    .optional()
    .describe('Folder for mails where there is no MAIL_URL: a file (.eml) each; `mail` in DATA_DIR where absent'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('warn')
    .describe('Lowest level that is written to stdout'),
});

export type StandaloneConfig = z.output<typeof standaloneConfig>;
