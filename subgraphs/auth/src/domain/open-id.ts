import { plainText } from '@supergraph/kernel/errors';
import { type Outgoing, outgoing, UnreachableError } from '@supergraph/kernel/network';
import { LRUCache } from 'lru-cache';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  discovery,
  type ExportedJWKSCache,
  enableNonRepudiationChecks,
  fetchUserInfo,
  getJwksCache,
  type ServerMetadata,
  setJwksCache,
} from 'openid-client';
import { keyedHash } from './derived-keys.js';
import type { LoginProvider } from './login-provider.js';

/** What ties an answer to the question: `state` and `nonce` go to the provider, the verifier goes to it with the code. */
export interface AttemptSecrets {
  state: string;
  nonce: string;
  verifier: string;
}

/** All made of what stays in the browser, which alone says none of them without our key. */
export const secretsOf = (key: Buffer, loginState: string): AttemptSecrets => ({
  state: keyedHash(key, `state ${loginState}`),
  nonce: keyedHash(key, `nonce ${loginState}`),
  verifier: keyedHash(key, `verifier ${loginState}`),
});

/** What a provider says of a person beside who it is. */
export interface Profile {
  /** As the provider writes it. */
  email: string | null;
  /** Null where it does not say. */
  isEmailVerified: boolean | null;
}

export interface ProvedIdentity {
  /** The provider's own name for the person: the same each time, and nobody else's. */
  subject: string;
  /** Asks the provider, where it has not said it by itself. @throws as `exchange` does. */
  profile(): Promise<Profile>;
}

export interface Exchange {
  answer: URLSearchParams;
  redirectUri: string;
  secrets: AttemptSecrets;
}

/** The provider answered, and its answer proves nothing. */
export class RejectedAnswerError extends Error {
  constructor(cause: unknown) {
    super('The answer of the provider proves nothing', { cause });
    this.name = 'RejectedAnswerError';
  }
}

/** What was learned of a provider by its discovery document, and its keys. */
interface Known {
  metadata: ServerMetadata;
  keys?: ExportedJWKSCache | undefined;
}

/** Those that two share no secret for. */
const ALGORITHMS: ReadonlySet<string> = new Set([
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]);
const CLOCKS_DIFFER_SECONDS = 60;
/** A whole step, however many calls it takes. */
const STEP_MS = 6_000;
const MOST_KNOWN = 500;
const KNOWN_FOR_MS = 600_000;
const Subject = plainText().min(1).max(255);
const Address = plainText().min(1).max(320);

/**
 * OpenID Connect with other people's providers: authorization code flow with PKCE, state and nonce. What an answer proves is checked by
 * openid-client; every call goes by `outgoing`, within one time for the whole step.
 */
export class OpenId {
  readonly #outgoing: Outgoing;
  readonly #known = new LRUCache<string, Promise<Known>>({ max: MOST_KNOWN, ttl: KNOWN_FOR_MS });

  /** @param allowedNetworks where providers may stand though they are not public. */
  constructor(private readonly allowedNetworks: readonly string[]) {
    this.#outgoing = outgoing({ allowedNetworks });
  }

  close(): Promise<void> {
    return this.#outgoing.close();
  }

  /** Whether there is such a provider: its discovery document says exactly that issuer, and all that a login needs. @throws UnreachableError */
  async check(issuer: string): Promise<void> {
    this.#known.delete(issuer);
    await this.#know(issuer, this.#step());
  }

  /** Where the browser goes. @throws UnreachableError */
  async authorizationUrl(provider: LoginProvider, secrets: AttemptSecrets, redirectUri: string): Promise<string> {
    const step = this.#step();
    const configuration = this.#configure(provider, await this.#know(provider.issuer, step), step);
    return buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: provider.scopes.join(' '),
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /** Takes what a browser came back with to the provider, and believes what it can prove. @throws UnreachableError, RejectedAnswerError */
  async exchange(provider: LoginProvider, { answer, redirectUri, secrets }: Exchange): Promise<ProvedIdentity> {
    const step = this.#step();
    const known = await this.#know(provider.issuer, step);
    const configuration = this.#configure(provider, known, step);
    const url = Object.assign(new URL(redirectUri), { search: answer.toString() });
    const tokens = await judged(() =>
      authorizationCodeGrant(configuration, url, {
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        pkceCodeVerifier: secrets.verifier,
        idTokenExpected: true,
      }),
    );
    known.keys = getJwksCache(configuration);
    const claims = tokens.claims();
    if (!claims || !Subject.safeParse(claims.sub).success) throw new RejectedAnswerError(new Error('No subject'));
    const { sub: subject } = claims;
    const hasMore = known.metadata.userinfo_endpoint !== undefined;
    return {
      subject,
      profile: async () =>
        claims.email === undefined && hasMore
          ? profileOf(await judged(() => fetchUserInfo(configuration, tokens.access_token, subject)))
          : profileOf(claims),
    };
  }

  /** One time for all that a step does. Its own trouble is a provider's that cannot be reached. */
  #step(): typeof fetch {
    const signal = AbortSignal.timeout(STEP_MS);
    return async (url, call = {}) => {
      const { method = 'GET', headers, body } = call;
      const response = await this.#outgoing.fetch(String(url), {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        body,
        signal,
      });
      if (response.status >= 500 || response.status === 429) throw new UnreachableError(new Error(`It answered ${response.status}`));
      return response;
    };
  }

  #know(issuer: string, step: typeof fetch): Promise<Known> {
    const known = this.#known.get(issuer);
    if (known) return known;
    const asked = this.#discover(issuer, step).catch((cause) => {
      this.#known.delete(issuer);
      throw cause instanceof UnreachableError ? cause : new UnreachableError(cause);
    });
    this.#known.set(issuer, asked);
    return asked;
  }

  async #discover(issuer: string, step: typeof fetch): Promise<Known> {
    const execute = this.#isInside ? [allowInsecureRequests] : [];
    const found = await discovery(new URL(issuer), 'discovery', undefined, undefined, { [customFetch]: step, execute });
    const { supportsPKCE: _, ...metadata } = found.serverMetadata();
    if (metadata.issuer !== issuer) throw new Error('It calls itself something else');
    const algorithms = metadata.id_token_signing_alg_values_supported?.filter((one) => ALGORITHMS.has(one));
    if (algorithms?.length === 0) throw new Error('It signs by nothing that proves anything');
    for (const endpoint of [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]) this.#checkEndpoint(endpoint);
    if (metadata.userinfo_endpoint !== undefined) this.#checkEndpoint(metadata.userinfo_endpoint);
    return { metadata: { ...metadata, ...(algorithms ? { id_token_signing_alg_values_supported: algorithms } : {}) } };
  }

  #checkEndpoint(endpoint: string | undefined): void {
    const protocol = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
    if (protocol !== 'https:' && !(protocol === 'http:' && this.#isInside)) throw new Error('It lacks an address, or one cannot be used');
  }

  /** Without TLS only where such networks are named; `outgoing` keeps it to them. */
  get #isInside(): boolean {
    return this.allowedNetworks.length > 0;
  }

  #configure({ clientId, clientSecret }: LoginProvider, { metadata, keys }: Known, step: typeof fetch): Configuration {
    const client = { [clockTolerance]: CLOCKS_DIFFER_SECONDS };
    const configuration = new Configuration(metadata, clientId, client, clientAuth(metadata, clientSecret));
    configuration[customFetch] = step as NonNullable<Configuration[typeof customFetch]>;
    configuration.timeout = STEP_MS / 1_000;
    if (this.#isInside) allowInsecureRequests(configuration);
    // The token comes by TLS; its signature is asked for all the same.
    enableNonRepudiationChecks(configuration);
    if (keys) setJwksCache(configuration, keys);
    return configuration;
  }
}

/** As the provider wants the secret; in the header where it does not say. */
function clientAuth({ token_endpoint_auth_methods_supported: methods }: ServerMetadata, secret: string): ClientAuth {
  return !methods || methods.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}

async function judged<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) if (cause instanceof UnreachableError) throw cause;
    throw new RejectedAnswerError(error);
  }
}

/** Some write a truth as text. */
const TRUTHS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...([true, 'true'] as const).map((value) => [value, true] as const),
  ...([false, 'false'] as const).map((value) => [value, false] as const),
]);

function profileOf({ email, email_verified: verified }: Readonly<Record<string, unknown>>): Profile {
  return { email: Address.safeParse(email).data ?? null, isEmailVerified: TRUTHS.get(verified) ?? null };
}
