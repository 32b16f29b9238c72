// Lets scripts/events.mjs, as it is, operate on the subgraphs of the rig.
import '../../testkit/typescript.mjs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== '@supergraph/standalone' || !context.parentURL?.endsWith('/scripts/events.mjs')) return next(specifier, context);
    return next(new URL('./operated.ts', import.meta.url).href, context);
  },
});
