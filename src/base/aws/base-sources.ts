import { createCredentialChain, fromHttp, fromIni, fromInstanceMetadata, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { BaseSource } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { Credentials, CredentialsProvider } from './credentials.ts';
import type { CredentialUse, OpenAccessKey } from './door.ts';

export interface BaseSources {
  fetch(source: BaseSource, use: CredentialUse): Promise<Credentials>;
}

/** Credentials that are there without taking on a role. Providers of the SDK keep theirs and renew them. */
export function openBaseSources({ ambient, openAccessKey }: { ambient: CredentialsProvider | undefined; openAccessKey: OpenAccessKey | undefined }): BaseSources {
  const environment = ambient ?? fromNodeProviderChain();
  const machine = createCredentialChain(async () => fromHttp({})(), fromInstanceMetadata());
  const profiles = new Map<string, CredentialsProvider>();

  function ofProfile(profile: string): CredentialsProvider {
    const provider = profiles.get(profile) ?? fromIni({ profile });
    profiles.set(profile, provider);
    return provider;
  }

  return {
    async fetch(source, use) {
      switch (source.kind) {
        case 'ambient':
          return environment();
        case 'profile':
          return ofProfile(source.profile)();
        case 'instance_profile':
          return machine();
        case 'access_key':
          if (!openAccessKey) throw new AppError('could-not-look', `The access key ${source.credentialId} is in a vault that is not open here`, { hint: 'Ask the server, which has the vault open' });
          return openAccessKey(source.credentialId, use);
      }
    },
  };
}
