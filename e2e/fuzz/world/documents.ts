/** What the frontends of the two organizations send to fill them. */
export const SIGN_UP = `mutation ($input: OrganizationSignUpInput!) {
  organizationSignUp(input: $input) { organization { id status } tokens { accessToken } userErrors { code message field } }
}`;

export const LOG_IN = `mutation ($input: LoginInput!) {
  login(input: $input) {
    outcome {
      __typename
      ... on TokenPair { accessToken refreshToken session { id } }
      ... on OrganizationChoice { loginToken }
    }
    userErrors { code message }
  }
}`;

export const LOG_OUT = 'mutation ($refreshToken: String) { logout(refreshToken: $refreshToken) { ok userErrors { code message } } }';

const mutation = (field: string, input: string, result: string) =>
  `mutation ($input: ${input}!) { ${field}(input: $input) { ${result} userErrors { code message field } } }`;

export const UPDATE_ORGANIZATION = mutation('organizationUpdate', 'OrganizationUpdateInput', 'organization { id }');
export const SUSPEND = mutation('organizationSuspend', 'OrganizationReasonInput', 'organization { id }');
export const REACTIVATE = mutation('organizationReactivate', 'OrganizationReasonInput', 'organization { id }');
export const ASSIGN = mutation('organizationModuleAssign', 'OrganizationModuleAssignInput', 'organizationModule { id }');
export const CONFIGURE = mutation('organizationModuleConfigure', 'ModuleConfigureInput', 'organizationModule { id }');
export const DISABLE = mutation('organizationModuleDisable', 'OrganizationModuleInput', 'organizationModule { id }');
export const APPLY_TEMPLATE = mutation('templateApply', 'TemplateApplyInput', 'application { id }');
export const CREATE_ROLE = mutation('roleCreate', 'RoleInput', 'role { id key }');
export const UPDATE_MEMBERSHIP = mutation('membershipUpdate', 'MembershipUpdateInput', 'membership { id }');
export const INVITE = mutation('invitationCreate', 'InvitationCreateInput', 'invitation { id }');
export const ASSIGN_TO_MANY = mutation('modulesBulkAssign', 'ModulesBulkAssignInput', 'operation { id }');
export const UPDATE_VIEWER = mutation('viewerUpdate', 'ViewerUpdateInput', 'user { id }');
export const ADD_DOMAIN = mutation(
  'organizationDomainAdd',
  'OrganizationDomainAddInput',
  'domain { id hostname dnsRecords { type name value } }',
);

export const SCHEDULE = `mutation ($organizationId: ID!, $moduleKey: ID!, $enableAt: DateTime, $disableAt: DateTime) {
  organizationModuleSchedule(organizationId: $organizationId, moduleKey: $moduleKey, enableAt: $enableAt, disableAt: $disableAt) {
    organizationModule { id } userErrors { code message field }
  }
}`;

export const VERIFY_DOMAIN = `mutation ($id: ID!) {
  organizationDomainVerify(id: $id) { domain { status } userErrors { code message field } }
}`;

/** By its id: invitations are sent again, and taken back. */
const ofInvitation = (field: string) => `mutation ($id: ID!) { ${field}(id: $id) { invitation { id } userErrors { code message } } }`;
export const RESEND_INVITATION = ofInvitation('invitationResend');
export const REVOKE_INVITATION = ofInvitation('invitationRevoke');
export const DECLINE_INVITATION = `mutation ($token: String!) {
  invitationDecline(token: $token) { declined { email } userErrors { code message } }
}`;

export const OPERATION = 'query ($id: ID!) { operation(id: $id) { finishedAt } }';

/** Cursors of every list that an organization has. */
export const CURSORS = `{
  viewer { memberships { edges { cursor } } auditEvents(first: 20) { edges { cursor } } }
  organization {
    members { edges { cursor } } employees { edges { cursor } } contacts { edges { cursor } }
    invitations(status: null) { edges { cursor } }
    modules { edges { cursor } } auditEvents(first: 20) { edges { cursor } }
  }
}`;

/** The same, where some are no organization's. */
export const OPERATION_CURSORS = '{ operations { edges { cursor node { items { edges { cursor } } } } } }';

/** What platform staff look at, which the organization's trail then tells of. */
export const LOOK = 'query ($id: ID!) { organization(id: $id) { id name members { nodes { id } } } }';

export const VERSION_TEMPLATE = `mutation ($code: ID!, $items: [TemplateItemInput!]!, $changelog: String) {
  templateVersionCreate(code: $code, items: $items, changelog: $changelog) { template { code } userErrors { code message } }
}`;

export const ROLL_OUT = `mutation ($key: ID!, $input: RolloutInput!) {
  moduleRolloutSet(key: $key, input: $input) { module { key } userErrors { code message } }
}`;

export const UPDATE_MODULE = `mutation ($key: ID!, $input: ModuleUpdateInput!) {
  moduleUpdate(key: $key, input: $input) { module { key } userErrors { code message } }
}`;
