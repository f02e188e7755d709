import type { Log, Random } from '@firstring/kernel';
import type { LegOrder } from '../app/ports.ts';
import { authorizationFor } from './challenges.ts';
import type { SipDialog } from './drachtio.ts';
import { OWN_HEADERS } from './own-headers.ts';

/**
 * Hangs up a dialog, answering a challenge once. Nothing waits for it: a dead phone's answer takes 32 s, and a dialog that is gone
 * already is what was wanted.
 */
export function sendBye(
  deps: { readonly random: Random; readonly log: Log },
  dialog: SipDialog,
  credentials?: LegOrder['credentials'],
): void {
  bye(deps, dialog, credentials).catch((error: unknown) => {
    deps.log.debug({ err: error, dialogId: dialog.id }, 'BYE of a dialog that is gone');
  });
}

async function bye(
  deps: { readonly random: Random },
  dialog: SipDialog,
  credentials: LegOrder['credentials'],
): Promise<void> {
  const headers = { ...OWN_HEADERS };
  const response = await dialog.request({ method: 'BYE', headers });
  const { uri } = dialog.remote;
  const authorization = authorizationFor(response, credentials, { ...deps, method: 'BYE', uri });
  if (authorization === undefined) return;
  await dialog.request({ method: 'BYE', headers: { ...headers, ...authorization } });
}
