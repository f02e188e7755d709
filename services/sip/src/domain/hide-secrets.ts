const HIDDEN = '***';
/** Most messages have none of these: one quick look spares them the rest. */
const SUSPECT = /authorization[ \t]*:|rspauth|a=crypto:|a=ice-pwd:/i;

/**
 * A SIP message without what would let its reader sign in or decrypt: digest answers of both sides, SDES keys, ICE passwords. The rest stays
 * byte for byte, so that a ladder still shows what was said.
 */
export function hideSecrets(raw: string): string {
  if (!SUSPECT.test(raw)) return raw;
  return (
    raw
      .replace(/^((?:proxy-)?authorization[ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)/gim, hideCredentials)
      // The server's own answer is made of the same password (RFC 7616 section 3.5).
      .replace(/\b(rspauth\s*=\s*)(?:"[^"\r\n]*"?|[^\s,]*)/gi, `$1"${HIDDEN}"`)
      .replace(/^(a=crypto:[^\r\n]*?inline:)[^\r\n]*/gim, `$1${HIDDEN}`)
      .replace(/^(a=ice-pwd:)[^\r\n]*/gim, `$1${HIDDEN}`)
  );
}

function hideCredentials(_line: string, name: string, value: string): string {
  // Only of a digest is it known which part is the secret.
  if (!/^\s*digest\s/i.test(value)) return `${name} ${HIDDEN}`;
  return name + value.replace(/\b(response\s*=\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,]*)/gi, `$1"${HIDDEN}"`);
}
