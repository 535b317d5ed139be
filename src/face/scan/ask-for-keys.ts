import type { AccessKey } from '../../base/aws/door.ts';
import type { Asker } from '../cli/ask.ts';

const longTerm = 'AKIA';

/** Access keys from the person at the terminal. The secret parts are never shown, and kept nowhere. */
export async function askForKeys(asker: Asker): Promise<AccessKey> {
  const accessKeyId = await asker.line({ message: 'Access key id', check: (text) => /^(AKIA|ASIA)[A-Z0-9]{12,124}$/.test(text) || 'It begins with AKIA or ASIA and has capital letters and digits' });
  const secretAccessKey = await asker.secret({ message: 'Secret access key (is not shown)', check: (text) => /^[A-Za-z0-9/+=]{30,128}$/.test(text) || 'It has about 40 letters, digits, / and +' });
  if (accessKeyId.startsWith(longTerm)) return { accessKeyId, secretAccessKey };
  const sessionToken = await asker.secret({ message: 'Session token (is not shown)', check: (text) => text.length > 20 || 'A temporary key does not work without its session token' });
  return { accessKeyId, secretAccessKey, sessionToken };
}
