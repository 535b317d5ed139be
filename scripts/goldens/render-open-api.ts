import { listContracts } from '../../src/face/list-contracts.ts';
import { openApiDocument } from '../../src/face/server/open-api.ts';
import { version } from '../../src/face/version.ts';

/** docs/reference/openapi.json: the HTTP interface, as the server tells it at /api/openapi.json. */
export async function renderOpenApi(): Promise<string> {
  return `${JSON.stringify(openApiDocument(await listContracts(), { version }), null, 2)}\n`;
}
