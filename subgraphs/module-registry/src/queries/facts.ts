import type { FactChange, FactsProvider } from '@supergraph/kernel/tenancy';
import {
  moduleAssigned,
  moduleDisabled,
  moduleEnabled,
  moduleRegistered,
  moduleRolloutSet,
  moduleScheduleFailed,
  moduleScheduleUpdated,
  moduleUnassigned,
  moduleUpdated,
} from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { readInstalled } from './read-installed.js';

const OF_ONE_ORGANIZATION = new Set(
  [moduleAssigned, moduleUnassigned, moduleEnabled, moduleDisabled, moduleScheduleUpdated, moduleScheduleFailed].map(({ type }) => type),
);

const OF_ALL = new Set([moduleRegistered, moduleUpdated, moduleRolloutSet].map(({ type }) => type));

/** What every process knows of the modules of organizations. A configuration is none of it. */
export const facts: FactsProvider<RegistryContext> = {
  async organizations(ctx, ids) {
    const installed = await readInstalled(ctx, ids);
    return installed.map(({ organizationId, standings }) => ({
      id: organizationId,
      modules: Object.fromEntries([...standings].map(([key, { fact }]) => [key, fact])),
    }));
  },
  changes({ type, organizationId }): FactChange[] {
    if (OF_ALL.has(type)) return [{ everything: true }];
    return organizationId && OF_ONE_ORGANIZATION.has(type) ? [{ organizationId }] : [];
  },
};
