import { defineCache, outdates, type PlainRow, plainRow, plainRows } from '@supergraph/kernel/cache';
import {
  industryTemplateArchived,
  industryTemplateCreated,
  industryTemplateUpdated,
  moduleAssigned,
  moduleConfigUpdated,
  moduleDisabled,
  moduleEnabled,
  moduleScheduleFailed,
  moduleScheduleUpdated,
  moduleUnassigned,
} from '@supergraph/schema/events';
import { IndustryTemplate, TemplateStatus } from '../domain/industry-template.entity.js';
import { ModuleVersion } from '../domain/module-version.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { TemplateVersion } from '../domain/template-version.entity.js';

const MINUTES = 60_000;
const HOUR = 60 * MINUTES;

const OF_VERSION = [
  'id',
  'moduleKey',
  'version',
  'status',
  'configSchema',
  'defaultConfig',
  'requires',
  'changelog',
  'publishedAt',
] as const;

export type ModuleVersionInfo = PlainRow<ModuleVersion, (typeof OF_VERSION)[number]>;

/** How a module is configured at one of its versions: schema and defaults. A published version never changes. */
export const moduleConfig = defineCache<ModuleVersionInfo>({
  family: 'module:{id}:config',
  of: 'platform',
  ttl: 10 * MINUTES,
  load: (em, ids) => plainRows(em, ModuleVersion, { by: 'id', keys: ids, columns: OF_VERSION }),
  invalidatedBy: [],
});

// All but `config`: some of its values are secret, and nothing says which. They stay in the database.
const OF_ORGANIZATION = [
  'id',
  'organizationId',
  'moduleKey',
  'versionId',
  'state',
  'enabled',
  'source',
  'configRevision',
  'enabledAt',
  'disabledAt',
  'schedule',
  'revision',
] as const;

/** A module as an organization has it, without its configuration. */
export type OrganizationModuleInfo = PlainRow<OrganizationModule, (typeof OF_ORGANIZATION)[number]>;

const itsOrganization = ({ organizationId }: { organizationId: string }) => [organizationId];

/** All modules that an organization has or had, the newest first. */
export const organizationModules = defineCache<OrganizationModuleInfo[]>({
  family: 'organizations:{id}:modules',
  of: 'organization',
  ttl: 5 * MINUTES,
  async load(em, ids) {
    const rows = await em.find(
      OrganizationModule,
      { organizationId: { $in: [...ids] } },
      { fields: OF_ORGANIZATION as never, orderBy: { id: 'desc' }, disableIdentityMap: true },
    );
    const groups = Map.groupBy(rows as unknown as OrganizationModule[], (row) => row.organizationId);
    return ids.map((id) => (groups.get(id) ?? []).map((row) => plainRow(row, OF_ORGANIZATION)));
  },
  invalidatedBy: [
    outdates(
      [moduleAssigned, moduleUnassigned, moduleEnabled, moduleDisabled, moduleScheduleUpdated, moduleScheduleFailed, moduleConfigUpdated],
      itsOrganization,
    ),
  ],
});

const OF_TEMPLATE = ['code', 'name', 'description', 'status', 'revision', 'currentVersionId'] as const;

export type TemplateInfo = PlainRow<IndustryTemplate, (typeof OF_TEMPLATE)[number]>;

const ofTemplates = {
  of: 'platform',
  tag: 'industries',
  ttl: HOUR,
  invalidatedBy: [outdates([industryTemplateCreated, industryTemplateUpdated, industryTemplateArchived])],
} as const;

const templatesOf = (family: string, where: { status?: TemplateStatus }) =>
  defineCache<TemplateInfo[]>({
    ...ofTemplates,
    family,
    async load(em) {
      const rows = await em.find(IndustryTemplate, where, { orderBy: { name: 'asc', code: 'asc' }, disableIdentityMap: true });
      return [rows.map((row) => plainRow(row, OF_TEMPLATE))];
    },
  });

export const templatesOfAll = templatesOf('industries:all', {});

export const templatesOnOffer = templatesOf('industries:all:active', { status: TemplateStatus.ACTIVE });

export const templateByCode = defineCache<TemplateInfo>({
  ...ofTemplates,
  family: 'industry:{code}:template',
  load: (em, codes) => plainRows(em, IndustryTemplate, { by: 'code', keys: codes, columns: OF_TEMPLATE }),
});

const OF_TEMPLATE_VERSION = ['id', 'templateCode', 'version', 'status', 'items', 'changelog', 'publishedAt'] as const;

export type TemplateVersionInfo = PlainRow<TemplateVersion, (typeof OF_TEMPLATE_VERSION)[number]>;

/** The modules of a template at one of its versions. A published version never changes. */
export const templateModules = defineCache<TemplateVersionInfo>({
  family: 'industry:{id}:modules',
  of: 'platform',
  ttl: HOUR,
  load: (em, ids) => plainRows(em, TemplateVersion, { by: 'id', keys: ids, columns: OF_TEMPLATE_VERSION }),
  invalidatedBy: [],
});
