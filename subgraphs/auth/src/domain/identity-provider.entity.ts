import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import { decrypt, encrypt } from './derived-keys.js';
import { type LoginProvider, USUAL_SCOPES } from './login-provider.js';

export interface ProviderSettings {
  name: string;
  issuer: string;
  clientId: string;
  isEnabled: boolean;
  emailDomains: readonly string[];
  trustsSecondFactor: boolean;
}

/** Where an organization's people prove who they are: its own directory. What it says counts in that organization, and nowhere else. */
@Entity()
export class IdentityProvider extends TenantOwnedEntity implements ProviderSettings {
  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text' })
  issuer: string;

  @Property({ type: 'text' })
  clientId: string;

  @Property({ type: 'text', hidden: true })
  sealedSecret!: string;

  @Property({ type: 'boolean' })
  isEnabled: boolean;

  @Property({ type: 'array', columnType: 'text[]' })
  emailDomains: string[];

  @Property({ type: 'boolean' })
  trustsSecondFactor: boolean;

  constructor(organizationId: string, settings: ProviderSettings) {
    super();
    this.organizationId = organizationId;
    this.name = settings.name;
    this.issuer = settings.issuer;
    this.clientId = settings.clientId;
    this.isEnabled = settings.isEnabled;
    this.emailDomains = [...settings.emailDomains];
    this.trustsSecondFactor = settings.trustsSecondFactor;
  }

  seal(secret: string, key: Buffer): void {
    this.sealedSecret = encrypt(key, Buffer.from(secret), this.id);
  }

  /** With its secret, for talking to it. @throws where the key is another one. */
  opened(key: Buffer): LoginProvider {
    const { id, name, issuer, clientId, organizationId, emailDomains, trustsSecondFactor } = this;
    const clientSecret = decrypt(key, this.sealedSecret, id).toString();
    return {
      id,
      name,
      issuer,
      clientId,
      clientSecret,
      scopes: USUAL_SCOPES,
      organization: { id: organizationId, emailDomains, trustsSecondFactor },
    };
  }
}
