import type { Random } from '../../fuzz/random.js';
import type { GraphDraft } from './draft.js';
import { addStandInFields, drawAbstracts, drawInterfaceObject } from './draw-abstracts.js';
import { drawEntities, type StandIn } from './draw-entities.js';
import { drawEntityFields, drawRoots, drawValues } from './draw-fields.js';
import { drawLeaves } from './draw-leaves.js';
import { drawProvides, drawRequires, drawTwists } from './draw-relations.js';

/** A federated graph of two to five subgraphs, whose parts fit; whether it composes, composition says. */
export function drawGraph(random: Random): GraphDraft {
  const draft: GraphDraft = {
    subgraphs: ['a', 'b', 'c', 'd', 'e'].slice(0, 2 + random.below(4)),
    objects: [],
    abstracts: [],
    enums: [],
    inputs: [],
  };
  const pen = { random, draft };
  const standIn = random.chance(0.4) ? drawStandIn(draft, random) : undefined;
  drawLeaves(pen);
  drawEntities(pen, standIn);
  drawValues(pen);
  if (standIn) drawInterfaceObject(pen, standIn);
  drawAbstracts(pen);
  drawEntityFields(pen);
  addStandInFields(pen);
  drawRequires(pen);
  drawRoots(pen);
  drawProvides(pen);
  drawTwists(pen);
  return draft;
}

function drawStandIn({ subgraphs }: GraphDraft, random: Random): StandIn {
  const home = random.pick(subgraphs);
  return { home, elsewhere: random.pick(subgraphs.filter((subgraph) => subgraph !== home)) };
}
