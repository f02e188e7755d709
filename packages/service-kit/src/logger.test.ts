import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from './logger.ts';

function logged(fields: object): string {
  const lines: string[] = [];
  createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } }).info(fields, 'said');
  return lines.join('');
}

test('a planted number, name, password or credential is in no line, at the top or one level down', () => {
  const planted = {
    phone: '+12025550142',
    callerId: '+12025550143',
    firstName: 'Grace',
    lastName: 'Hopper',
    email: 'grace@example.com',
    password: 'hunter2',
    authorization: 'Digest response="6629fae4"',
    cookie: 'sid=s3cr3t',
    token: 'link-t0ken',
  };
  const line = logged({ ...planted, lead: planted, req: { headers: planted } });
  for (const secret of Object.values(planted)) assert.ok(!line.includes(secret), `${secret} in ${line}`);
});

test('a number in a text is not told, whoever wrote it: in a message of an error, its cause, or a SIP URI', () => {
  const cause = new Error('INVITE sip:12025550142@carrier.example failed');
  const line = logged({ err: new Error('no route to +4930123456', { cause }), note: 'tel:+12025550199' });
  for (const digits of ['2025550142', '30123456', '5550199']) assert.ok(!line.includes(digits), line);
  assert.match(line, /\+\[number\]/);
});

test('ids and times are told as they are', () => {
  const fields = { leadId: '01a20663-9319-7d45-928f-86fa5dc4631b', at: 1795400000000, offset: '12025550142' };
  const line = logged(fields);
  for (const value of Object.values(fields)) assert.ok(line.includes(String(value)), line);
});
