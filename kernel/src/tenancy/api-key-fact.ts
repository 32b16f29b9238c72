/** What every process has to know of an API key to decide on a request that comes with it. It holds no secret, but what proves one. */
export interface ApiKeyFact {
  id: string;
  organizationId: string;
  /** Whom it stands for: machines, and no person. */
  serviceAccountId: string;
  /** See `hashApiKeySecret`. */
  secretHash: string;
  scopes: readonly string[];
  /** False: it was revoked or switched off, or its service account was. */
  isEnabled: boolean;
  /** ISO 8601, UTC; null where it does not end by itself. */
  expiresAt: string | null;
  /** Networks that it may be used from; none: everywhere. */
  allowedIpCidrs: readonly string[];
  /** Requests; null where the product's default holds. */
  rateLimitPerMinute: number | null;
}
