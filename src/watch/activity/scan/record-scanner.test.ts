import { describe, expect, it } from 'vitest';
import { indexRules } from '../sigma/index-rules.ts';
import { readRule } from '../sigma/read-rule.ts';
import { openScanner, type FoundRecord, type RecordScanner } from './record-scanner.ts';

const record = (facts: Record<string, unknown> = {}) => ({ eventVersion: '1.11', eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com', ...facts });

function rule(selection: Record<string, unknown>) {
  const found = readRule('r', { title: 'r', logsource: { product: 'aws' }, detection: { s: selection, condition: 's' } }, {});
  if (found.kind !== 'rule') throw new Error('a rule was expected');
  return found.rule;
}

function scan(scanner: RecordScanner, text: string, pieceLength = text.length) {
  const bytes = Buffer.from(text);
  const found: unknown[] = [];
  const take = (one: FoundRecord) => found.push(JSON.parse(one.bytes.toString('utf8')));
  for (let at = 0; at < bytes.length; at += Math.max(pieceLength, 1)) scanner.feed(bytes.subarray(at, at + pieceLength), take);
  const left = scanner.end(take);
  const count = scanner.records;
  scanner.restart();
  return { found, left: left.toString('utf8').trim(), count };
}

const everything = () => openScanner(indexRules([]), { tellAll: true });

const nested = { requestParameters: { policy: '{"Statement":[{"Effect":"Allow"}]}', list: [[{ eventName: 'no' }], { Records: [1] }], tricky: 'a"b\\', 'br{ace': '}]' } };
const records = [record(), record(nested), record({ eventName: 'Größe \u2713' }), { no: 'names' }, record({ deep: { deeper: [{ eventName: 'x', eventSource: 'y' }] } })];

describe('records are found whole', () => {
  it.each<[string, string]>([
    ['in a file of CloudTrail', JSON.stringify({ Records: records })],
    ['in a file that is indented', JSON.stringify({ Records: records }, null, 2)],
    ['in a file that holds other things before and after', JSON.stringify({ meta: { a: [{ b: 1 }] }, Records: records, after: { x: { y: {} } }, Events: [{}] })],
    ['in lines', records.map((one) => JSON.stringify(one)).join('\n')],
    ['in lines with ends of another system', records.map((one) => JSON.stringify(one)).join('\r\n')],
    ['in indented objects one after the other', records.map((one) => JSON.stringify(one, null, 4)).join('\n')],
    ['in a list', JSON.stringify(records)],
    ['in several files in a row', records.map((one) => JSON.stringify({ Records: [one] })).join('\n')],
    ['in an answer of LookupEvents', JSON.stringify({ Events: records, NextToken: '{"Records":[' })],
  ])('%s, however it is cut into pieces', (_name, text) => {
    const scanner = everything();
    for (const length of [text.length, 1, 7, 64, 65, 1_000]) expect(scan(scanner, text, length)).toEqual({ found: records, left: '', count: records.length });
  });

  it('also when one is larger than what is read at once', () => {
    const large = record({ requestParameters: { userData: 'x"\\'.repeat(3_000_000) } });
    expect(scan(everything(), JSON.stringify({ Records: [large, record()] }), 1_000_000).found).toEqual([large, record()]);
  });

  it('also when there are very many', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => record({ eventID: String(at) }));
    expect(scan(everything(), JSON.stringify({ Records: many }))).toEqual({ found: many, left: '', count: 20_000 });
  });

  it('and what is not whole is left over', () => {
    const text = JSON.stringify({ Records: [record(), record()] });
    expect(scan(everything(), text.slice(0, -10))).toMatchObject({ found: [record()], count: 1, left: expect.stringContaining('{"eventVersion"') });
  });

  it('and nothing is found in nothing', () => {
    expect(scan(everything(), '')).toEqual({ found: [], left: '', count: 0 });
    expect(scan(everything(), '{"Records":[]}')).toEqual({ found: [], left: '', count: 0 });
  });
});

describe('records that no rule can match are passed over', () => {
  const scanner = (selection: Record<string, unknown>) => openScanner(indexRules([rule(selection)]));
  it.each<[string, Record<string, unknown>, Record<string, unknown>, boolean]>([
    ['with another name', { eventName: 'StartLogging' }, {}, false],
    ['with the name in another case', { eventName: 'stoplogging' }, {}, true],
    ['with another source', { eventSource: 'iam.amazonaws.com' }, {}, false],
    ['without the text that is asked for', { 'userAgent|contains': 'kali' }, { userAgent: 'aws-cli' }, false],
    ['unless they hold it', { 'userAgent|contains': 'kali' }, { userAgent: 'aws-cli on KALI' }, true],
    ['unless they hold it elsewhere, which is then seen', { 'userAgent|contains': 'kali' }, { x: 'kali' }, true],
    ['unless they hold an escape that could be it', { 'userAgent|contains': 'kali' }, { userAgent: 'k\u0007li' }, true],
    ['without the field that is asked for', { 'tlsDetails.keyExchange|exists': true }, {}, false],
    ['unless they hold the field', { 'tlsDetails.clientProvided|gt': 0 }, { tlsDetails: { clientProvided: '1' } }, true],
    ['unless a field is not to be there', { errorCode: null }, {}, true],
    ['without a keyword', { '|all': ['malware', 'gold'] }, { x: 'gold' }, false],
  ])('%s', (_name, selection, facts, expected) => {
    const one = record(facts);
    const knowing = scanner(selection);
    // The first of each name is always told of: what its name calls for is only worked out then.
    scan(knowing, JSON.stringify(record()));
    expect(scan(knowing, JSON.stringify({ Records: [one, one] }))).toEqual({ found: expected ? [one, one] : [], left: '', count: 2 });
  });

  it('unless their names cannot be read', () => {
    const odd = { eventVersion: '1', eventName: null };
    expect(scan(scanner({ eventName: 'x' }), JSON.stringify([odd])).found).toEqual([odd]);
  });

  it('and a name is read through its escapes', () => {
    const text = String.raw`{"eventName":"Stop\u004cogging","eventSource":"cloudtrail.amazonaws.com"}`;
    expect(scan(scanner({ eventName: 'StopLogging' }), text).found).toHaveLength(1);
    expect(scan(scanner({ eventName: 'Other' }), text).found).toHaveLength(0);
  });
});
