import { DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type { DnsRecord, OrganizationDomain } from '../domain/organization-domain.entity.js';
import { DomainKind, DomainStatus } from './tenant.enums.js';

@ObjectType('DnsRecord', { description: 'A record that has to be in the DNS.' })
export class DnsRecordType implements DnsRecord {
  @Field(() => String, { description: 'TXT or CNAME.' })
  readonly type!: DnsRecord['type'];

  @Field(() => String, { description: 'Where it has to be, in full.' })
  readonly name!: string;

  @Field(() => String, { description: 'What it has to say.' })
  readonly value!: string;
}

type Shown = 'id' | 'hostname' | 'kind' | 'status' | 'errorMessage' | 'verifiedAt';

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('OrganizationDomain', { description: 'A host name at which an organization can be reached, or wants to be.' })
export class OrganizationDomainType implements Pick<OrganizationDomain, Shown> {
  @Field(() => ID, { description: 'UUID; that of the organization for its subdomain.' })
  readonly id!: string;

  @Field(() => String, { description: 'In lower case; international names in ASCII: "xn--bcher-kva.example".' })
  readonly hostname!: string;

  @Field(() => DomainKind, { description: 'Where it comes from.' })
  readonly kind!: DomainKind;

  @Field(() => DomainStatus, { description: 'Whether the organization can be reached there.' })
  readonly status!: DomainStatus;

  @Field(() => String, { nullable: true, description: 'What the last check missed; null where it missed nothing.' })
  readonly errorMessage!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Since when the organization lives there.' })
  readonly verifiedAt!: Date | null;
}
