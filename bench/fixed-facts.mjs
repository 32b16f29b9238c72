/** What the events of their owners would have told a gateway or a subgraph: one organization, or none, of which nothing changes. */
export const fixedFacts = (organization) => ({
  organization: async () => organization,
  organizationAt: async () => null,
  isSessionEnded: () => false,
  changedMember: () => undefined,
  onChange: () => () => {},
  lag: () => 0,
});
