import type { Referral } from '../app/ports.ts';
import type { IncomingRequest } from './drachtio.ts';

/** What a REFER asks for (RFC 3515, RFC 3891); undefined where it names nobody we could know. */
export function readRefer(request: Pick<IncomingRequest, 'get'>): Referral | undefined {
  const target = request.get('Refer-To') ?? '';
  const uri = /<([^>]*)>/.exec(target)?.[1] ?? target.trim();
  const [, user, rest = ''] = /^sips?:([^@;?>]+)@([^>]*)$/i.exec(uri) ?? [];
  if (user === undefined) return undefined;
  const replaces = /[?&]Replaces=([^&]*)/i.exec(rest)?.[1];
  const name = unescaped(user);
  if (name === undefined) return undefined;
  if (replaces === undefined) return { user: name };
  const callId = unescaped(replaces)?.split(';')[0]?.trim();
  return callId === undefined || callId === '' ? undefined : { user: name, replaces: { callId } };
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an escaped text: then it is nobody's name.
    return undefined;
  }
}
