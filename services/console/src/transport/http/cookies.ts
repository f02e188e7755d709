import type { Request, Response } from 'express';

/** `__Host-` binds the cookie to this host, path / and TLS; browsers refuse it without Secure, so plain HTTP goes without. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-firstring' : 'firstring';
}

/** 256 bits in base64url; anything else was not made here. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function readSessionCookie(request: Request, secure: boolean): string | undefined {
  const name = `${sessionCookieName(secure)}=`;
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const pair = part.trim();
    if (pair.startsWith(name)) {
      const value = pair.slice(name.length);
      return TOKEN.test(value) ? value : undefined;
    }
  }
  return undefined;
}

export function setSessionCookie(
  response: Response,
  token: string,
  cookie: { secure: boolean; maxAgeMs: number },
): void {
  response.cookie(sessionCookieName(cookie.secure), token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: cookie.secure,
    path: '/',
    maxAge: cookie.maxAgeMs,
  });
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.clearCookie(sessionCookieName(secure), { httpOnly: true, sameSite: 'strict', secure, path: '/' });
}
