import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { createApiKey, revokeApiKey, rotateApiKey } from '../actions/api-keys.js';
import { recordKeyUsage } from '../actions/record-key-usage.js';
import { createServiceAccount, deleteServiceAccount, updateServiceAccount } from '../actions/service-accounts.js';
import type { AuthContext } from '../context.js';
import type { ApiKey } from '../domain/api-key.entity.js';
import type { ServiceAccount } from '../domain/service-account.entity.js';
import { verifyApiKey } from '../queries/verify-api-key.js';
import {
  ApiKeyCreateInput,
  ApiKeySecretPayload,
  ApiKeyType,
  ApiKeyUseInput,
  ApiKeyVerificationType,
  ServiceAccountInput,
  ServiceAccountPayload,
  ServiceAccountType,
} from './api-key.type.js';
import { OrganizationType, UserType } from './foreign.types.js';

const KEEPS_KEYS = '@requiresScopes(scopes: [["org:keys:write"], ["org:ownership:write"]])';

@Resolver(() => ServiceAccountType)
export class ServiceAccountResolver {
  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(KEEPS_KEYS)
  @Mutation(() => ServiceAccountPayload, { description: 'Makes a machine of your organization; its keys may do no more than you.' })
  serviceAccountCreate(@Arg('input', () => ServiceAccountInput) input: ServiceAccountInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ serviceAccount: await createServiceAccount(ctx, input) }));
  }

  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(KEEPS_KEYS)
  @Mutation(() => ServiceAccountPayload, { description: 'Makes a service account what the input says; its keys follow at once.' })
  serviceAccountUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ServiceAccountInput) input: ServiceAccountInput,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ serviceAccount: await updateServiceAccount(ctx, id, input) }));
  }

  @Directive('@tenantScoped')
  @Directive(KEEPS_KEYS)
  @Mutation(() => ServiceAccountPayload, { description: 'Ends a service account with all its keys.' })
  serviceAccountDelete(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => {
      await deleteServiceAccount(ctx, id);
      return { serviceAccount: null };
    });
  }

  @Directive('@tenantScoped')
  @Directive(KEEPS_KEYS)
  @Mutation(() => ApiKeySecretPayload, { description: 'Makes a key. Keep its text: it is shown this once.' })
  apiKeyCreate(@Arg('input', () => ApiKeyCreateInput) input: ApiKeyCreateInput, @Ctx() ctx: AuthContext) {
    return mutationPayload<{ apiKey?: ApiKey; secret?: string }>(() => createApiKey(ctx, input));
  }

  @Directive('@tenantScoped')
  @Directive(KEEPS_KEYS)
  @Mutation(() => ApiKeySecretPayload, { description: 'Makes a key that takes over from another one, which works on for a while.' })
  apiKeyRotate(
    @Arg('id', () => ID) id: string,
    @Arg('overlapSeconds', () => Int, { defaultValue: 86_400, description: 'How long the old one works on: 0 to 2592000.' })
    overlapSeconds: number,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload<{ apiKey?: ApiKey; secret?: string }>(() => rotateApiKey(ctx, id, overlapSeconds));
  }

  @Directive('@tenantScoped')
  @Directive(KEEPS_KEYS)
  @Mutation(() => ServiceAccountPayload, { description: 'Ends a key at once.' })
  apiKeyRevoke(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ serviceAccount: await revokeApiKey(ctx, id) }));
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["internal"]])')
  @Mutation(() => Boolean, { description: 'Internal: when and from where keys were used last.' })
  async apiKeysUsed(@Arg('uses', () => [ApiKeyUseInput]) uses: ApiKeyUseInput[], @Ctx() ctx: AuthContext) {
    await recordKeyUsage(ctx, uses);
    return true;
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["internal"]])')
  @Query(() => ApiKeyVerificationType, { description: 'Internal: what a key is worth.' })
  apiKeyVerify(
    @Arg('key', () => String) key: string,
    @Arg('requiredScopes', () => [String], { nullable: true }) requiredScopes: string[] | null,
    @Arg('organizationId', () => ID, { nullable: true }) organizationId: string | null,
    @Ctx() ctx: AuthContext,
  ) {
    return verifyApiKey(ctx, { key, requiredScopes: requiredScopes ?? [], organizationId });
  }

  @FieldResolver(() => OrganizationType, { description: 'Whose it is.' })
  organization(@Root() { organizationId }: ServiceAccount, @Ctx() ctx: AuthContext) {
    return ctx.loaders.organizationById.load(organizationId);
  }

  @Directive('@listSize(assumedSize: 3)')
  @FieldResolver(() => [ApiKeyType], { description: 'Its keys, newest first; those that are over among them.' })
  keys(@Root() { id }: ServiceAccount, @Ctx() ctx: AuthContext) {
    return ctx.loaders.keysByServiceAccountId.load(id);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who made it.' })
  createdBy(@Root() { createdById }: ServiceAccount) {
    return createdById && { id: createdById };
  }
}

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  @FieldResolver(() => Boolean, { description: 'It can be used, as long as its account is on.' })
  enabled(@Root() key: ApiKey): boolean {
    return !key.isOver(new Date());
  }
}
