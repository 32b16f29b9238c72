/** What a frontend would send: the documents that the demo and the stories share. */
export const SIGN_UP = `
  mutation SignUp($input: OrganizationSignUpInput!) {
    organizationSignUp(input: $input) {
      organization { id name slug status }
      tokens { accessToken refreshToken expiresIn }
      userErrors { code message field }
    }
  }`;

export const LOGIN = `
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      outcome { __typename ... on TokenPair { accessToken refreshToken expiresIn } }
      userErrors { code message field }
    }
  }`;

export const REFRESH = `
  mutation Refresh($refreshToken: String!) {
    tokenRefresh(refreshToken: $refreshToken) { tokens { accessToken refreshToken } userErrors { code } }
  }`;

export const LOGOUT = 'mutation Logout($refreshToken: String) { logout(refreshToken: $refreshToken) { ok userErrors { code } } }';

/** The main query of the demo: one operation that takes all five subgraphs to answer. */
export const DASHBOARD = `
  query Dashboard {
    viewer {
      displayName
      email
      memberships(first: 5) {
        nodes {
          roles { key }
          organization {
            name
            slug
            status
            industryCode
            subscription { status trialEndsAt plan { name } }
            memberCount
            members(first: 10) { nodes { kind user { displayName } roles { name } } }
            modules(first: 20) { nodes { enabled module { key name category } version { version } } }
            auditEvents(first: 5) { nodes { action actor { type } } }
          }
        }
      }
    }
    currentSession { isCurrent organization { slug } user { displayName } }
  }`;

export const ASSIGN = `
  mutation Assign($input: OrganizationModuleAssignInput!) {
    organizationModuleAssign(input: $input) { organizationModule { enabled module { key } } userErrors { code field } }
  }`;

export const DISABLE = `
  mutation Disable($input: OrganizationModuleInput!) {
    organizationModuleDisable(input: $input) { organizationModule { enabled } userErrors { code field } }
  }`;

export const ENABLE = `
  mutation Enable($input: OrganizationModuleInput!) {
    organizationModuleEnable(input: $input) { organizationModule { enabled } userErrors { code field } }
  }`;

export const ORGANIZATION = 'query Organization($id: ID!) { organization(id: $id) { id name } }';

/** The staff directory is a part of the module `hr`. */
export const DIRECTORY = 'query Directory { organization { name employees(first: 5) { nodes { user { displayName } } } } }';
