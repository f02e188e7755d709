import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideSecrets } from './hide-secrets.ts';

test('the answer to a challenge is hidden, whatever the header is called and however it is folded', () => {
  for (const line of [
    'Authorization: Digest username="ann", realm="r", nonce="n", response="0123secret"',
    'Proxy-Authorization: Digest username="ann",response="0123secret",algorithm=MD5',
    'AUTHORIZATION:digest username="ann",\r\n  response = 0123secret, qop=auth',
    'Authorization: Digest username="ann", response="0123secret',
  ]) {
    const hidden = hideSecrets(`INVITE sip:a@b SIP/2.0\r\n${line}\r\nCSeq: 1 INVITE\r\n\r\n`);
    assert.ok(!hidden.includes('0123secret'), hidden);
    assert.ok(hidden.includes('username="ann"'), hidden);
    assert.ok(hidden.endsWith('\r\nCSeq: 1 INVITE\r\n\r\n'), hidden);
  }
});

test('what a server proves its own knowledge of the password with is hidden, too', () => {
  for (const value of ['"0123secret"', '0123secret']) {
    const raw = `SIP/2.0 200 OK\r\nAuthentication-Info: nextnonce="n", rspauth=${value}, nc=1\r\n\r\n`;
    assert.equal(hideSecrets(raw), raw.replace(value, '"***"'));
  }
});

test('credentials of another scheme are hidden whole', () => {
  const hidden = hideSecrets('INVITE sip:a@b SIP/2.0\r\nAuthorization: Bearer abc.def\r\n\r\n');
  assert.equal(hidden, 'INVITE sip:a@b SIP/2.0\r\nAuthorization: ***\r\n\r\n');
});

test('keys of the media are hidden, the rest of the description stays', () => {
  const sdp =
    'v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20\r\na=ice-pwd:hush\r\na=sendrecv\r\n';
  const hidden = 'v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***\r\na=ice-pwd:***\r\na=sendrecv\r\n';
  assert.equal(hideSecrets(sdp), hidden);
});

test('a challenge and a message without secrets stay as they are', () => {
  const raw = 'SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n"\r\n\r\n';
  assert.equal(hideSecrets(raw), raw);
});
