import type { CredentialSource } from '../../src/core/account.ts';
import { Code } from '../parts/code.tsx';

/** How credentials for an account are had, in words. */
export function CredentialWords({ credential }: { credential: CredentialSource }) {
  switch (credential.kind) {
    case 'ambient':
      return <>Found by the AWS SDK where Watchkeeper runs</>;
    case 'profile':
      return (
        <>
          Profile <Code>{credential.profile}</Code>
        </>
      );
    case 'instance_profile':
      return <>The instance profile or container role of the machine</>;
    case 'access_key':
      return <>An access key of the vault</>;
    case 'role':
      return (
        <>
          Role <Code>{credential.roleArn}</Code>
        </>
      );
  }
}
