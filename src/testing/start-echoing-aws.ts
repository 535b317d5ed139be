import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** An AWS that refuses every call and tells the whole request back in its error, as no service should and some do. */
export async function startEchoingAws(): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    void (async () => {
      asked += 1;
      const said = `The request signature does not match. You sent: ${JSON.stringify(request.headers)} ${await text(request)}`;
      const isQuery = String(request.headers['content-type']).includes('form-urlencoded');
      if (isQuery) response.writeHead(403, { 'content-type': 'text/xml' }).end(`<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>${said.replaceAll(/[<>&]/g, ' ')}</Message></Error><RequestId>1</RequestId></ErrorResponse>`);
      else response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: 'InvalidSignatureException', message: said }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, asked: () => asked };
}
