import { Resolver } from 'node:dns/promises';
import { serviceConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

const dnsServers = z
  .string()
  .default('')
  .transform((text, issue) => {
    const servers = text.split(',').flatMap((server) => server.trim() || []);
    try {
      if (servers.length > 0) new Resolver().setServers(servers);
    } catch {
      issue.addIssue({ code: 'custom', message: 'needs the form ip or ip:port, separated by commas' });
    }
    return servers;
  });

export const config = serviceConfig.extend({
  BASE_DOMAIN: z.string().toLowerCase().default('localhost').describe('Organizations live at {slug}.BASE_DOMAIN'),
  DNS_SERVERS: dnsServers.describe(
    "Servers that are asked for the proof of a custom domain: ip or ip:port, separated by commas; the machine's own where empty",
  ),
  DNS_TIMEOUT_MS: z.coerce.number().int().min(50).max(30_000).default(5_000).describe('A look-up that has no answer by then has failed'),
});

export type TenantConfig = z.output<typeof config>;
