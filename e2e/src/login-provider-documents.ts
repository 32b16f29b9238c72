/** What a frontend sends about logins by providers of other people. */
export const LOGIN_PROVIDERS = `
  query LoginProviders($organizationSlug: String) {
    loginProviders(organizationSlug: $organizationSlug) { id name }
  }`;

export const BEGIN_PROVIDER_LOGIN = `
  mutation BeginProviderLogin($input: OidcLoginBeginInput!) {
    oidcLoginBegin(input: $input) {
      authorizationUrl
      loginState
      expiresAt
      userErrors { code message field }
    }
  }`;

export const FINISH_PROVIDER_LOGIN = `
  mutation FinishProviderLogin($input: OidcReturnInput!) {
    oidcLoginFinish(input: $input) {
      outcome {
        __typename
        ... on TokenPair { accessToken refreshToken expiresIn session { id aal authMethods } }
        ... on OrganizationChoice { loginToken expiresAt organizations { id name slug } }
        ... on MfaChallenge { challengeToken expiresAt factors attemptsLeft }
      }
      userErrors { code message field }
    }
  }`;

export const LINKED_IDENTITIES = `
  query LinkedIdentities {
    viewer { linkedIdentities { id providerName email createdAt lastUsedAt } }
  }`;

export const BEGIN_LINK = `
  mutation BeginLink($input: IdentityLinkBeginInput!) {
    identityLinkBegin(input: $input) {
      authorizationUrl
      loginState
      userErrors { code message field }
    }
  }`;

export const FINISH_LINK = `
  mutation FinishLink($input: OidcReturnInput!) {
    identityLinkFinish(input: $input) {
      linkedIdentity { id providerName email }
      userErrors { code message field }
    }
  }`;

export const REMOVE_LINK = `
  mutation RemoveLink($id: ID!) {
    linkedIdentityRemove(id: $id) { ok userErrors { code message } }
  }`;

export const IDENTITY_PROVIDERS = `
  query IdentityProviders {
    organization {
      identityProviders { id name issuer clientId emailDomains isEnabled trustsSecondFactor revision }
    }
  }`;

export const CREATE_PROVIDER = `
  mutation CreateProvider($input: IdentityProviderCreateInput!) {
    identityProviderCreate(input: $input) {
      identityProvider { id name isEnabled revision }
      userErrors { code message field }
    }
  }`;

export const UPDATE_PROVIDER = `
  mutation UpdateProvider($id: ID!, $input: IdentityProviderUpdateInput!) {
    identityProviderUpdate(id: $id, input: $input) {
      identityProvider { id name isEnabled revision }
      userErrors { code message field }
    }
  }`;

export const DELETE_PROVIDER = `
  mutation DeleteProvider($id: ID!) {
    identityProviderDelete(id: $id) { userErrors { code message field } }
  }`;
