import { malformed, type RawFields } from './parse-json-object.ts';

/** Reads `a=1&b=2`, as in a form or a query string: UTF-8, percent-encoded. BODY_MALFORMED for broken escapes and doubled fields. */
export function parseForm(text: string): RawFields {
  const fields = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    if (fields.has(name)) throw malformed('a field is given twice');
    fields.set(name, equals === -1 ? '' : decode(pair.slice(equals + 1)));
  }
  return fields;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('the form is not percent-encoded UTF-8');
  }
}
