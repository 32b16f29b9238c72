/** How our TypeScript becomes JavaScript where it is run from its sources: legacy decorators without emitted types, as type-graphql and MikroORM are used here. */
export const SWC_OPTIONS = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2023',
    keepClassNames: true,
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: true },
  },
  module: { type: 'es6' },
};
