import { defaultFieldResolver, type GraphQLSchema } from 'graphql';

interface MutationContext {
  discard(): void;
  cookies?: { keep(): void } | null;
}

/**
 * Several mutations of one document share a context. One that fails or refuses must not leave half-changed rows or
 * announced events behind for the next one to commit, nor take a cookie back that the one before has set.
 */
export function isolateMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args, ctx: MutationContext, info) => {
      try {
        const payload = (await resolve(source, args, ctx, info)) as { userErrors?: unknown[] } | null;
        if (payload?.userErrors?.length) ctx.discard();
        else ctx.cookies?.keep();
        return payload;
      } catch (error) {
        ctx.discard();
        throw error;
      }
    };
  }
}
