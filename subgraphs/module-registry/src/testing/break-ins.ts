/** Whose things somebody else is after. */
export interface Belongings {
  organizationId: string;
  module: { id: string };
  application: { id: string };
  /** One that is still to be carried out. */
  operation: { id: string };
}

export interface Attempt {
  query: string;
  variables: Record<string, unknown>;
  /** What its owner gets: the text that nobody else may see, or an answer without problems. */
  shows: 'secret' | 'something';
}

/** A way to somebody's things, which is open to the owner and to nobody else. */
export type BreakIn = (of: Belongings) => Attempt;

const MODULE = 'id enabled config schedule { status } version { id } organization { id modules { nodes { id config } } }';

const ofOrganization =
  (fields: string, shows: Attempt['shows'] = 'secret'): BreakIn =>
  ({ organizationId: id }) => ({
    query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { ${fields} } } }`,
    variables: { of: [{ __typename: 'Organization', id }] },
    shows,
  });

const entity =
  (typeName: string, idOf: (of: Belongings) => string, fields: string, shows: Attempt['shows']): BreakIn =>
  (of) => ({
    query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${typeName} { ${fields} } } }`,
    variables: { of: [{ __typename: typeName, id: idOf(of) }] },
    shows,
  });

const change =
  (name: string, input: string, more: object, shows: Attempt['shows'] = 'secret'): BreakIn =>
  ({ organizationId }) => ({
    query: `mutation ($input: ${input}!) { ${name}(input: $input) { organizationModule { ${MODULE} } userErrors { code } } }`,
    variables: { input: { organizationId, moduleKey: 'projects', ...more } },
    shows,
  });

const OPERATION =
  'id kind status total input requestedBy { id } items { totalCount nodes { id status organization { id modules { nodes { config } } } } }';

/** A try at every field that leads to one organization's data, by its name. */
export const breakIns: Readonly<Record<string, BreakIn>> = {
  'Organization.modules': ofOrganization(`modules(first: 50) { totalCount nodes { ${MODULE} } edges { node { config } } }`),
  'Organization.module': ofOrganization(`module(key: "projects") { ${MODULE} }`),
  'Organization.templateApplications': ofOrganization('templateApplications { id state appliedAt organization { id } }', 'something'),
  'Organization.evaluateModules': ofOrganization('evaluateModules(keys: ["projects"]) { enabled reason etag config }'),
  '_entities.OrganizationModule': entity('OrganizationModule', ({ module }) => module.id, MODULE, 'secret'),
  '_entities.TemplateApplication': entity(
    'TemplateApplication',
    ({ application }) => application.id,
    `id state organization { id modules { nodes { config } } }`,
    'secret',
  ),
  'Query.operation': ({ operation }) => ({
    query: `query ($id: ID!) { operation(id: $id) { ${OPERATION} } }`,
    variables: { id: operation.id },
    shows: 'secret',
  }),
  'Query.operations': ({ operation }) => ({
    query: `query { operations(first: 100) { nodes { ${OPERATION} } } }`,
    variables: { id: operation.id },
    shows: 'something',
  }),
  '_entities.Operation': entity('Operation', ({ operation }) => operation.id, OPERATION, 'secret'),
  'Mutation.modulesBulkAssign': ({ organizationId }) => ({
    query: `mutation ($input: ModulesBulkAssignInput!) { modulesBulkAssign(input: $input) { operation { ${OPERATION} } userErrors { code } } }`,
    variables: {
      input: { target: { organizationIds: [organizationId] }, moduleKeys: ['leave'], idempotencyKey: `break-in ${organizationId}` },
    },
    shows: 'secret',
  }),
  'Mutation.operationCancel': ({ operation }) => ({
    query: `mutation ($id: ID!) { operationCancel(id: $id) { operation { ${OPERATION} } userErrors { code } } }`,
    variables: { id: operation.id },
    shows: 'secret',
  }),
  'Mutation.organizationModuleAssign': change('organizationModuleAssign', 'OrganizationModuleAssignInput', { moduleKey: 'leave' }),
  'Mutation.organizationModuleUnassign': change('organizationModuleUnassign', 'OrganizationModuleInput', { moduleKey: 'contact' }),
  'Mutation.organizationModuleEnable': (of) => ({
    ...change('organizationModuleEnable', 'OrganizationModuleInput', {})(of),
    query: `mutation ($off: OrganizationModuleAssignInput!, $input: OrganizationModuleInput!) {
      organizationModuleAssign(input: $off) { userErrors { code } }
      organizationModuleEnable(input: $input) { organizationModule { ${MODULE} } userErrors { code } } }`,
    variables: {
      off: { organizationId: of.organizationId, moduleKey: 'career', enabled: false },
      input: { organizationId: of.organizationId, moduleKey: 'career' },
    },
  }),
  'Mutation.organizationModuleDisable': change('organizationModuleDisable', 'OrganizationModuleInput', {}),
  'Mutation.organizationModuleConfigure': change('organizationModuleConfigure', 'ModuleConfigureInput', {
    config: { timeTracking: false },
  }),
  'Mutation.organizationModuleSchedule': ({ organizationId }) => ({
    query: `mutation ($organizationId: ID!, $disableAt: DateTime) {
      organizationModuleSchedule(organizationId: $organizationId, moduleKey: "projects", disableAt: $disableAt) {
        organizationModule { ${MODULE} } userErrors { code } } }`,
    variables: { organizationId, disableAt: '2999-01-01T00:00:00Z' },
    shows: 'secret',
  }),
  'Mutation.templateApply': ({ organizationId }) => ({
    query: `mutation ($input: TemplateApplyInput!) { templateApply(input: $input) {
      application { id organization { id modules { nodes { config } } } } userErrors { code } } }`,
    variables: { input: { organizationId, code: 'education' } },
    shows: 'secret',
  }),
};
