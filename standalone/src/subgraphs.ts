import { authSubgraph } from '@supergraph/auth';
import type { Subgraph } from '@supergraph/kernel/subgraph';
import { moduleRegistrySubgraph } from '@supergraph/module-registry';
import { monitoringSubgraph } from '@supergraph/monitoring';
import { tenantSubgraph } from '@supergraph/tenant';
import { userSubgraph } from '@supergraph/user';

/** The subgraphs that live in the all-in-one process: the only list of them in the code. */
export const subgraphs: readonly Subgraph[] = [
  tenantSubgraph,
  authSubgraph,
  userSubgraph,
  moduleRegistrySubgraph,
  monitoringSubgraph,
] as unknown as Subgraph[];
