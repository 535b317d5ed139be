import { storable } from './combinations.ts';

export interface Api {
  /** `ec2:RunInstances`. */
  readonly name: string;
  /** It hands out, or reads, what opens other doors. */
  readonly isSecret: boolean;
  /** It changes who may do what, or who watches. */
  readonly isPrivileged: boolean;
  /** It begins a session. CloudTrail calls that no reading, and it changes nothing. */
  readonly isSignIn: boolean;
}

const privileged = /^(?:iam|organizations|sso|sso-directory|identitystore|kms|cloudtrail|guardduty|config|securityhub|rolesanywhere|account):/;
const secret = /^(?:secretsmanager:GetSecretValue|secretsmanager:BatchGetSecretValue|ssm:GetParameters?(?:ByPath)?|sts:GetFederationToken|sts:GetSessionToken|ec2:GetPasswordData|iam:CreateAccessKey)$/;
const signIn = /^(?:signin:|sts:|sso:(?:Federate|Authenticate|Logout|GetRoleCredentials|ListApplications|ListProfilesForApplication|CreateToken|StartDeviceAuthorization|RegisterClient)|sso-oauth:|sso-oidc:|sso-portal:|cognito-idp:(?:InitiateAuth|RespondToAuthChallenge)$)/;
const mostKnown = 50_000;

/** What is to be known of an API, worked out once. */
export function openKnownApis(): { of(service: string, action: string): Api } {
  const services = new Map<string, Map<string, Api>>();
  let known = 0;
  return {
    of(service, action) {
      const found = services.get(service)?.get(action);
      if (found) return found;
      if (known >= mostKnown) {
        services.clear();
        known = 0;
      }
      const name = storable(`${service}:${action}`);
      const api: Api = { name, isSecret: secret.test(name), isPrivileged: privileged.test(name), isSignIn: signIn.test(name) };
      const actions = services.get(service) ?? new Map<string, Api>();
      services.set(service, actions);
      actions.set(action, api);
      known += 1;
      return api;
    },
  };
}
