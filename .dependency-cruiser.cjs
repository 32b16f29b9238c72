/** The arrows of the house: docs/architecture.md draws them. Tests are free where a layer is named. */
const TEST = '\\.test\\.ts$';
/** Tests, and what only they use. */
const TEST_KIT = `${TEST}|/src/testing/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'Entities may know each other; nothing else goes round.', { pathNot: '\\.entity\\.ts$' }, { circular: true }),
    rule(
      'kernel-knows-no-domain',
      'Mechanisms do not know what they serve.',
      { path: '^kernel/' },
      { path: '^(subgraphs|gateway|schema|standalone|e2e)/' },
    ),
    rule(
      'only-tests-of-the-kernel-know-infra',
      'A process in production is given its servers.',
      { path: '^kernel/src/(?!testing/)' },
      { path: '^infra/' },
    ),
    rule(
      'infra-stands-alone',
      'It starts servers and knows nobody.',
      { path: '^infra/' },
      { path: '^(kernel|subgraphs|gateway|schema|standalone|e2e)/' },
    ),
    rule(
      'schema-knows-only-the-kernel-events',
      'Contracts are made of events.',
      { path: '^schema/' },
      { path: '^(subgraphs|gateway|standalone|e2e)/|^kernel/src/(?!events/)' },
    ),
    rule(
      'contracts-are-made-not-run',
      'Scripts and tests check contracts; a process in production has no need of them.',
      { path: '^(kernel|subgraphs|gateway|standalone|schema/events)/', pathNot: TEST },
      { path: '^schema/contracts/' },
    ),
    rule(
      'kits-of-contracts-are-for-tests',
      'Random payloads never reach production.',
      { path: '^schema/', pathNot: `${TEST}|^schema/contracts/testing/` },
      { path: '^schema/contracts/testing/' },
    ),
    rule(
      'subgraphs-never-meet',
      'They meet in the graph and in events.',
      { path: '^subgraphs/([^/]+)/' },
      { path: '^(subgraphs/(?!$1/)|gateway/|standalone/|e2e/)' },
    ),
    rule('gateway-knows-no-subgraph', 'It reads the supergraph.', { path: '^gateway/' }, { path: '^(subgraphs|standalone|e2e|schema)/' }),
    rule(
      'domain-stands-alone',
      'Rules do not know who applies them.',
      { path: '^subgraphs/[^/]+/src/domain/', pathNot: TEST },
      { path: '/src/(actions|queries|graphql|consumers)/' },
    ),
    rule(
      'domain-speaks-no-graphql',
      'GraphQL stops at the door.',
      { path: '^subgraphs/[^/]+/src/(domain|actions|queries)/', pathNot: TEST },
      { path: 'node_modules/(type-graphql|graphql|@apollo)/' },
    ),
    rule(
      'actions-do-not-know-their-callers',
      'A verb serves both doors.',
      { path: '^subgraphs/[^/]+/src/(actions|queries)/', pathNot: TEST },
      { path: '/src/(graphql|consumers)/' },
    ),
    rule(
      'doors-do-not-meet',
      'What both need is an action.',
      { path: '^subgraphs/[^/]+/src/consumers/', pathNot: TEST },
      { path: '/src/graphql/' },
    ),
    rule(
      'enter-the-kernel-by-its-doors',
      'A folder of the kernel is entered by its index.',
      { path: '^(subgraphs|gateway|schema|standalone|e2e)/' },
      { path: '^kernel/src/[^/]+/(?!index\\.ts$)' },
    ),
    rule(
      'kernel-doors-inside-too',
      'Inside the kernel as well.',
      { path: '^kernel/src/([^/]+)/' },
      { path: '^kernel/src/(?!$1/)[^/]+/(?!index\\.ts$)' },
    ),
    rule(
      'only-subgraph-ts-assembles',
      'One table of contents a house.',
      { path: '^subgraphs/', pathNot: `/src/subgraph\\.ts$|${TEST_KIT}` },
      { path: '^kernel/src/subgraph/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'testing-is-for-tests',
      'Testing kits never reach production.',
      { pathNot: `${TEST_KIT}|^kernel/testing/|^e2e/` },
      { path: '/src/testing/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|playground)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'types', 'default'] },
  },
};
