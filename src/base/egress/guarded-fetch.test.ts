import { createServer, type Server } from 'node:http';
import { onTestFinished, describe, expect, it } from 'vitest';
import { addressRules } from './address-rules.ts';
import { guardedFetch, type Resolve } from './guarded-fetch.ts';

describe('addresses', () => {
  const rules = addressRules([]);

  it.each([
    '127.0.0.1', '127.8.9.10', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '169.254.169.254', '198.18.0.1', '224.0.0.1', '255.255.255.255',
    '::1', '::', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::10.0.0.1', '64:ff9b::a00:1', '2002:7f00:1::', '2002:a9fe:a9fe::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '2001:0:4136:e378::1', '[::1]', 'no-address',
  ])('%s leads inside', (address) => {
    expect(rules.refuse(address, 'host.example')).toEqual(expect.any(String));
  });

  it.each(['1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '169.253.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101', '2002:101:101::'])('%s leads out', (address) => {
    expect(rules.refuse(address, 'host.example')).toBeNull();
  });

  it('are allowed by name, by address and by network, but a name never leads to where credentials are', () => {
    const some = addressRules(['hooks.corp', '*.lan', '10.1.0.0/16', '169.254.10.1', 'fd12::/16']);
    expect(some.refuse('10.9.0.1', 'hooks.corp')).toBeNull();
    expect(some.refuse('10.9.0.1', 'a.lan')).toBeNull();
    expect(some.refuse('10.9.0.1', 'evil-lan')).not.toBeNull();
    expect(some.refuse('10.9.0.1', 'hooks.corp.example')).not.toBeNull();
    expect(some.refuse('10.1.2.3', 'other')).toBeNull();
    expect(some.refuse('::ffff:10.1.2.3', 'other')).toBeNull();
    expect(some.refuse('fd12::1', 'other')).toBeNull();
    expect(some.refuse('169.254.169.254', 'hooks.corp')).not.toBeNull();
    expect(some.refuse('fd00:ec2::254', 'hooks.corp')).not.toBeNull();
    expect(some.refuse('169.254.10.1', 'other')).toBeNull();
  });
});

describe('requests', () => {
  async function serve(answer: (path: string) => { status: number; headers?: Record<string, string>; body?: string }): Promise<{ port: number; asked: string[] }> {
    const asked: string[] = [];
    const server: Server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const { status, headers, body } = answer(request.url ?? '');
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return { asked, port: typeof address === 'object' && address ? address.port : 0 };
  }
  const leadingTo = (...addresses: string[]): Resolve => (_host, done) => done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

  it.each(['http://127.0.0.1:PORT/', 'http://localhost:PORT/', 'http://[::ffff:127.0.0.1]:PORT/', 'http://2130706433:PORT/', 'http://0x7f.1:PORT/', 'http://0:PORT/'])('to %s are not sent', async (address) => {
    const { port, asked } = await serve(() => ({ status: 200 }));
    await expect(guardedFetch({ allow: [] })(address.replace('PORT', String(port)))).rejects.toMatchObject({ code: 'forbidden', hint: expect.stringContaining('egress.allow') });
    expect(asked).toEqual([]);
  });

  it('reach what is allowed', async () => {
    const { port } = await serve(() => ({ status: 200, body: 'here' }));
    const fetch = guardedFetch({ allow: ['hooks.corp'], resolve: leadingTo('127.0.0.1') });
    expect(await (await fetch(`http://hooks.corp:${port}/`)).text()).toBe('here');
    await expect(fetch(`http://other.corp:${port}/`)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are refused where one of the addresses of a name leads inside', async () => {
    await expect(guardedFetch({ allow: [], resolve: leadingTo('1.1.1.1', '10.0.0.1') })('http://mixed.example/')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are refused when a name leads inside the second time', async () => {
    const { port, asked } = await serve(() => ({ status: 200, headers: { connection: 'close' } }));
    let times = 0;
    const fetch = guardedFetch({ allow: ['198.51.100.7', '127.0.0.2'], resolve: (host, done) => leadingTo((times += 1) === 1 ? '127.0.0.2' : '127.0.0.1')(host, done) });
    await fetch(`http://rebinding.example:${port}/`).catch(() => undefined);
    await expect(fetch(`http://rebinding.example:${port}/`)).rejects.toMatchObject({ code: 'forbidden' });
    expect(times).toBe(2);
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it('follow no redirect inside', async () => {
    const { port: secretPort, asked } = await serve(() => ({ status: 200, body: 'secret' }));
    const { port } = await serve(() => ({ status: 302, headers: { location: `http://127.0.0.1:${secretPort}/latest/meta-data` } }));
    const fetch = guardedFetch({ allow: ['hooks.corp'], resolve: leadingTo('127.0.0.1') });
    await expect(fetch(`http://hooks.corp:${port}/`)).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toEqual([]);
  });

  it('have no other protocol and no password in the address', async () => {
    const fetch = guardedFetch({ allow: [] });
    await expect(fetch('file:///etc/passwd')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(fetch('https://ann:hidden@hooks.example/')).rejects.toSatisfy((error) => !String(error).includes('hidden'));
  });
});
